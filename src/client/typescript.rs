//! The client in TypeScript: an interface for each object and for each method's parameters, and one class over fetch.

use super::model::{Field, Method, Model, Module, Shape, Type, Walk};
use super::names::{camel, pascal, subject};
use super::{Lines, fill, wrapped};

const RUNTIME: &str = include_str!("runtime/ventanilla.ts");

pub fn write(model: &Model) -> String {
    let mut shapes = Lines::new("  ");
    for (position, shape) in model.shapes.iter().enumerate() {
        if position > 0 {
            shapes.add(0, "");
        }
        write_shape(&mut shapes, shape);
    }
    let mut modules = Lines::new("  ");
    let mut accessors = Lines::new("  ");
    for (position, module) in model.modules.iter().enumerate() {
        if position > 0 {
            modules.add(0, "");
        }
        for method in module.methods.iter().filter(|method| has_parameters(method)) {
            write_parameters(&mut modules, method);
            modules.add(0, "");
        }
        write_module(&mut modules, module);
        accessors.add(1, format!("readonly {}: {1}Module = new {1}Module(this);", camel(&module.name), pascal(&module.name)));
    }
    let mut of_profile = Lines::new("  ");
    for name in &model.of_profile {
        of_profile.add(1, format!("\"{name}\","));
    }
    let parts = [("shapes", &shapes), ("modules", &modules), ("accessors", &accessors), ("of_profile", &of_profile)];
    fill(RUNTIME, &model.version, &parts.map(|(name, part)| (name, part.text.as_str())))
}

fn write_shape(lines: &mut Lines, shape: &Shape) {
    lines.add_block_comment(0, &wrapped(&shape.description));
    lines.add(0, format!("export interface {} {{", shape.name));
    write_fields(lines, &shape.fields, shape.taken);
    lines.add(0, "}");
}

fn write_parameters(lines: &mut Lines, method: &Method) {
    lines.add_block_comment(0, &[format!("The parameters of {}.", method.qualified)]);
    lines.add(0, format!("export interface {} {{", parameters_of(method)));
    write_fields(lines, &method.parameters, true);
    if method.of_profile {
        lines.add_block_comment(1, &["The profile, if it is not the client's.".to_owned()]);
        lines.add(1, "profile_id?: number | string | undefined;");
    }
    lines.add(0, "}");
}

fn write_fields(lines: &mut Lines, fields: &[Field], taken: bool) {
    for field in fields {
        lines.add_block_comment(1, &wrapped(&field.description));
        // A caller may pass on a value that may be undefined; it is not sent.
        let (mark, kind) = match (field.required, taken) {
            (true, _) => ("", kind(&field.kind)),
            (false, true) => ("?", format!("{} | undefined", kind(&field.kind))),
            (false, false) => ("?", kind(&field.kind)),
        };
        lines.add(1, format!("{}{mark}: {kind};", key(&field.name)));
    }
}

fn write_module(lines: &mut Lines, module: &Module) {
    lines.add_block_comment(0, &wrapped(&module.description));
    lines.add(0, format!("export class {}Module {{", pascal(&module.name)));
    lines.add(1, "readonly #client: Client;");
    lines.add(0, "");
    lines.add(1, "constructor(client: Client) {");
    lines.add(2, "this.#client = client;");
    lines.add(1, "}");
    for method in &module.methods {
        lines.add(0, "");
        write_method(lines, method);
        if let Some(walk) = &method.walk {
            lines.add(0, "");
            write_iterator(lines, method, walk);
        }
    }
    lines.add(0, "}");
}

fn write_method(lines: &mut Lines, method: &Method) {
    let mut taken: Vec<String> = Vec::new();
    if has_parameters(method) {
        taken.push(format!("parameters: {}{}", parameters_of(method), default_of(&method.parameters)));
    }
    if method.keyed {
        taken.push("options: Writing = {}".to_owned());
    }
    let result = kind(&method.result);
    lines.add_block_comment(1, &wrapped(&method.description));
    lines.add(1, format!("async {}({}): Promise<{result}> {{", camel(&method.name), taken.join(", ")));
    let parameters = if has_parameters(method) { "parameters" } else { "{}" };
    let mut options: Vec<&str> = Vec::new();
    if method.keyed {
        // The caller's options come first, so that they can't undo the others.
        options.push("...options");
    }
    if method.of_profile {
        options.push("ofProfile: true");
    }
    if method.writes {
        options.push("writes: true");
    }
    if method.keyed {
        options.push("keyed: true");
    }
    let options = if options.is_empty() { String::new() } else { format!(", {{ {} }}", options.join(", ")) };
    lines.add(2, format!("return this.#client.call<{result}>(\"{}\", {parameters}{options});", method.qualified));
    lines.add(1, "}");
}

fn write_iterator(lines: &mut Lines, method: &Method, walk: &Walk) {
    let name = format!("iterate{}", pascal(subject(&method.name)));
    let own = camel(&method.name);
    let default = default_of(&method.parameters);
    match walk {
        Walk::Cursor { records, record } => {
            let text = format!(
                "All records of {own}, some with each call. By id each is met once, also where records are made, edited or deleted \
                 meanwhile."
            );
            lines.add_block_comment(1, &wrapped(&text));
            let taken = format!("parameters: Omit<{}, \"page\" | \"cursor\">{default}", parameters_of(method));
            lines.add(1, format!("async *{name}({taken}): AsyncGenerator<{}, void, undefined> {{", kind(record)));
            lines.add(2, "for (let cursor: string | null = null; ; ) {");
            let answer = kind(&method.result);
            lines.add(3, format!("const answer: {answer} = await this.{own}({{ ...parameters, cursor }});"));
            lines.add(3, format!("yield* answer{};", access(records)));
            lines.add(3, "cursor = answer.next_cursor;");
            lines.add(3, "if (cursor === null) {");
            lines.add(4, "return;");
        }
        Walk::Pages { records, record } => {
            let text = format!("All records of {own}, page after page, each of which is a call of its own.");
            lines.add_block_comment(1, &wrapped(&text));
            let taken = format!("parameters: Omit<{}, \"page\">{default}", parameters_of(method));
            lines.add(1, format!("async *{name}({taken}): AsyncGenerator<{}, void, undefined> {{", kind(record)));
            lines.add(2, "for (let page = 1; ; page += 1) {");
            lines.add(3, format!("const answer = await this.{own}({{ ...parameters, page }});"));
            lines.add(3, format!("const records = answer{};", access(records)));
            lines.add(3, "yield* records;");
            lines.add(3, "// Without a total there is no last page to know of: the walk ends at a page without records.");
            lines.add(3, "const last = answer.last_page ?? undefined;");
            lines.add(3, "if (last !== undefined ? page >= last : records.length === 0) {");
            lines.add(4, "return;");
        }
        Walk::Changes => {
            let text = format!(
                "All that {own} has from `since` on, answer after answer. Keep the `cursor` of each answer once its \
                 `changes` are done with: the next run goes on there."
            );
            lines.add_block_comment(1, &wrapped(&text));
            let taken = format!("parameters: {}{default}", parameters_of(method));
            lines.add(1, format!("async *{name}({taken}): AsyncGenerator<{}, void, undefined> {{", kind(&method.result)));
            lines.add(2, "for (let since = parameters.since; ; ) {");
            lines.add(3, format!("const answer = await this.{own}({{ ...parameters, since }});"));
            lines.add(3, "yield answer;");
            lines.add(3, "since = answer.cursor;");
            lines.add(3, "if (!answer.more) {");
            lines.add(4, "return;");
        }
    }
    lines.add(3, "}");
    lines.add(2, "}");
    lines.add(1, "}");
}

fn has_parameters(method: &Method) -> bool {
    method.of_profile || !method.parameters.is_empty()
}

fn parameters_of(method: &Method) -> String {
    format!("{}Parameters", pascal(&method.qualified))
}

/// The default of the parameters, if none is required.
fn default_of(parameters: &[Field]) -> &'static str {
    if parameters.iter().any(|parameter| parameter.required) { "" } else { " = {}" }
}

fn kind(kind: &Type) -> String {
    match kind {
        Type::Any => "unknown".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Integer | Type::Number => "number".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Choice(values) => values.iter().map(|value| format!("\"{}\"", value.escape_default())).collect::<Vec<String>>().join(" | "),
        Type::List(items) => match &**items {
            Type::Union(_) | Type::Choice(_) => format!("({})[]", self::kind(items)),
            _ => format!("{}[]", self::kind(items)),
        },
        Type::Map(values) => format!("Record<string, {}>", self::kind(values)),
        Type::Named(name) => name.clone(),
        Type::Union(kinds) => {
            let mut written: Vec<String> = Vec::new();
            for kind in kinds.iter().map(self::kind) {
                if !written.contains(&kind) {
                    written.push(kind);
                }
            }
            written.join(" | ")
        }
    }
}

/// The name as a key, quoted if necessary. Reserved words are keys like others.
fn key(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { format!("\"{}\"", name.escape_default()) }
}

fn access(name: &str) -> String {
    if is_identifier(name) { format!(".{name}") } else { format!("[\"{}\"]", name.escape_default()) }
}

fn is_identifier(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || character == '_';
    name.chars().all(plain) && !name.starts_with(|first: char| first.is_ascii_digit())
}
