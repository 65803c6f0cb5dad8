//! One name, as each language writes it: `CreateCompany`, `createCompany`, `create_company`.

/// `Companies.GetTypes` and `one_company` as `CompaniesGetTypes` and `OneCompany`.
pub fn pascal(name: &str) -> String {
    name.split(|character: char| !character.is_alphanumeric()).map(|word| first(word, char::to_ascii_uppercase)).collect()
}

/// `CreateCompany` as `createCompany`.
pub fn camel(name: &str) -> String {
    first(&pascal(name), char::to_ascii_lowercase)
}

/// `CreateCompany` as `create_company`.
pub fn snake(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.push(if character.is_alphanumeric() { character.to_ascii_lowercase() } else { '_' });
    }
    snake
}

/// The noun in the name of a method that gives a list: `Companies` of `GetCompanies`.
pub fn subject(method: &str) -> &str {
    method.strip_prefix("Get").filter(|subject| !subject.is_empty()).unwrap_or(method)
}

fn first(word: &str, change: fn(&char) -> char) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| change(&first)).into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_as_each_language_does() {
        assert_eq!(pascal("Companies.GetTypes"), "CompaniesGetTypes");
        assert_eq!(pascal("One_ticket_comment"), "OneTicketComment");
        assert_eq!(camel("CreateApplicationToken"), "createApplicationToken");
        assert_eq!(snake("CreateApplicationToken"), "create_application_token");
        assert_eq!(snake("discover"), "discover");
        assert_eq!(subject("GetCompanies"), "Companies");
        assert_eq!(subject("Get"), "Get");
    }
}
