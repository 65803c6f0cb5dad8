//! Words that other systems have for parameters, for the hint where such a word is no parameter here. Words that a method takes
//! are its [aliases](crate::rpc::aliases).

/// Each word with the parameters that it may mean, the likeliest first.
const WORDS: &[(&str, &[&str])] = &[
    ("Page", &["page"]),
    ("Size", &["pagination"]),
    ("actype_id", &["type_id"]),
    ("assigned_to", &["user_id"]),
    ("c_bio", &["bio"]),
    ("c_email", &["email"]),
    ("c_logo", &["logo_id"]),
    ("c_mobileNum", &["mobile"]),
    ("c_name", &["name"]),
    ("c_whatsappNum", &["whatsapp"]),
    ("category_id", &["industry_id", "product_category_id", "service_category_id"]),
    ("closing_date", &["estimated_end_at"]),
    ("company", &["company_id"]),
    ("custom_fields", &["inputs"]),
    ("customer_id", &["company_id"]),
    ("file", &["content"]),
    ("first_name", &["name"]),
    ("image", &["picture_id"]),
    ("last_name", &["surname"]),
    ("ld_id", &["lead_id"]),
    ("ldsrc_id", &["origin_id", "source_id"]),
    ("limit", &["pagination"]),
    ("mobile", &["phone_mobile"]),
    ("personal_name", &["contact_name"]),
    ("picture", &["picture_id"]),
    ("position", &["contact_position"]),
    ("price", &["value"]),
    ("pro_id", &["product_id", "products"]),
    ("procat_id", &["product_category_id"]),
    ("prosubcat_id", &["product_subcategory_id"]),
    ("quantity", &["amount"]),
    ("script", &["sql"]),
    ("serv_subcategory_id", &["service_subcategory_id"]),
    ("servcategory_id", &["service_category_id"]),
    ("sfun_id", &["stage_id"]),
    ("tax_id", &["rfc"]),
    ("unit", &["product_measury_id"]),
];

/// The known parameter that another system's word means.
pub(super) fn meant_by(word: &str, known: &[&'static str]) -> Option<&'static str> {
    let (_, meanings) = WORDS.iter().find(|(foreign, _)| *foreign == word)?;
    meanings.iter().find_map(|meaning| known.iter().copied().find(|name| name == meaning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_means_a_parameter_that_is_there() {
        assert_eq!(meant_by("ldsrc_id", &["name", "origin_id"]), Some("origin_id"));
        assert_eq!(meant_by("ldsrc_id", &["source_id"]), Some("source_id"));
        assert_eq!(meant_by("ldsrc_id", &["name"]), None);
        assert_eq!(meant_by("tittle", &["title"]), None);
    }
}
