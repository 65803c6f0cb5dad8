//! The client in Python: TypedDicts, and a method with keyword arguments for each method.

use super::model::{Field, Method, Model, Module, Shape, Type, Walk};
use super::names::{pascal, snake, subject};
use super::{Lines, fill, wrapped};

const RUNTIME: &str = include_str!("runtime/ventanilla.py");

/// Python's keywords, none of which can be a name.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
    "while", "with", "yield",
];

pub fn write(model: &Model) -> String {
    let mut shapes = Lines::new("    ");
    for (position, shape) in model.shapes.iter().enumerate() {
        if position > 0 {
            shapes.add(0, "\n");
        }
        write_shape(&mut shapes, shape);
    }
    let mut modules = Lines::new("    ");
    let mut accessors = Lines::new("    ");
    for (position, module) in model.modules.iter().enumerate() {
        if position > 0 {
            modules.add(0, "\n");
        }
        write_module(&mut modules, module);
        accessors.add(2, format!("self.{} = {}Module(self)", name_of(&snake(&module.name)), pascal(&module.name)));
    }
    let mut of_profile = Lines::new("    ");
    for name in &model.of_profile {
        of_profile.add(2, format!("\"{name}\","));
    }
    let parts = [("shapes", &shapes), ("modules", &modules), ("accessors", &accessors), ("of_profile", &of_profile)];
    fill(RUNTIME, &model.version, &parts.map(|(name, part)| (name, part.text.as_str())))
}

fn write_shape(lines: &mut Lines, shape: &Shape) {
    // A field whose name is a keyword can't be written as an attribute.
    let by_call = shape.fields.iter().any(|field| name_of(&field.name) != field.name);
    let kind = |field: &Field| {
        let kind = kind(&field.kind, shape.taken);
        if field.required { kind } else { format!("NotRequired[{kind}]") }
    };
    if by_call {
        for line in about(&shape.description, &shape.fields, str::to_owned) {
            lines.add(0, format!("# {line}").trim_end());
        }
        lines.add(0, format!("{} = TypedDict(", shape.name));
        lines.add(1, format!("\"{}\",", shape.name));
        lines.add(1, "{");
        for field in &shape.fields {
            lines.add(2, format!("\"{}\": \"{}\",", field.name, kind(field).replace('"', "'")));
        }
        lines.add(1, "},");
        lines.add(0, ")");
        return;
    }
    lines.add(0, format!("class {}(TypedDict):", shape.name));
    let documentation = about(&shape.description, &shape.fields, str::to_owned);
    write_docstring(lines, 1, &documentation);
    if !documentation.is_empty() && !shape.fields.is_empty() {
        lines.add(0, "");
    }
    for field in &shape.fields {
        lines.add(1, format!("{}: {}", field.name, kind(field)));
    }
    if documentation.is_empty() && shape.fields.is_empty() {
        lines.add(1, "pass");
    }
}

fn write_module(lines: &mut Lines, module: &Module) {
    lines.add(0, format!("class {}Module:", pascal(&module.name)));
    let documentation = wrapped(&module.description);
    write_docstring(lines, 1, &documentation);
    if !documentation.is_empty() {
        lines.add(0, "");
    }
    lines.add(1, "def __init__(self, client: Client) -> None:");
    lines.add(2, "self._client = client");
    for method in &module.methods {
        lines.add(0, "");
        write_method(lines, method);
        if let Some(walk) = &method.walk {
            lines.add(0, "");
            write_iterator(lines, method, walk);
        }
    }
}

fn write_method(lines: &mut Lines, method: &Method) {
    let result = kind(&method.result, false);
    let parameters: Vec<&Field> = method.parameters.iter().collect();
    write_signature(lines, &name_of(&snake(&method.name)), method, &parameters, method.keyed, &result);
    write_docstring(lines, 2, &about(&method.description, &method.parameters, name_of));
    let mut options = String::new();
    if method.of_profile {
        options.push_str(", of_profile=True");
    }
    if method.writes {
        options.push_str(", writes=True");
    }
    if method.keyed {
        options.push_str(", keyed=True, idempotency_key=idempotency_key");
    }
    write_sent(lines, method, &parameters);
    lines.add(2, format!("response: {result} = self._client.call("));
    lines.add(3, format!("\"{}\", sent{options}", method.qualified));
    lines.add(2, ")");
    lines.add(2, "return response");
}

/// The parameters as the wire has them, in the variable `sent`.
fn write_sent(lines: &mut Lines, method: &Method, parameters: &[&Field]) {
    let profile = method.of_profile.then_some("profile_id");
    let names: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).chain(profile).collect();
    if names.is_empty() {
        lines.add(2, "sent: dict[str, object] = {}");
        return;
    }
    lines.add(2, "sent: dict[str, object] = {");
    for name in names {
        lines.add(3, format!("\"{name}\": {},", name_of(name)));
    }
    lines.add(2, "}");
}

fn write_iterator(lines: &mut Lines, method: &Method, walk: &Walk) {
    let name = format!("iterate_{}", snake(subject(&method.name)));
    let own = name_of(&snake(&method.name));
    // The iterator sets the page; the caller sets the position from which changes are read.
    let walked = |parameter: &&Field| !walk.gives(&parameter.name);
    let parameters: Vec<&Field> = method.parameters.iter().filter(walked).collect();
    let profile = method.of_profile.then_some("profile_id");
    let names: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).chain(profile).collect();
    let given = |lines: &mut Lines, names: &[&str]| {
        for name in names {
            lines.add(4, format!("{0}={0},", name_of(name)));
        }
        lines.add(3, ")");
    };
    match walk {
        Walk::Cursor { records, record } => {
            write_signature(lines, &name, method, &parameters, false, &format!("Iterator[{}]", kind(record, false)));
            let text = format!(
                "All records of {own}, some with each call. By id each is met once, also where records are made, edited or deleted \
                 meanwhile."
            );
            write_docstring(lines, 2, &wrapped(&text));
            lines.add(2, "cursor: str | None = None");
            lines.add(2, "while True:");
            lines.add(3, format!("answer = self.{own}("));
            lines.add(4, "cursor=cursor,");
            given(lines, &names);
            lines.add(3, format!("yield from answer[\"{records}\"]"));
            lines.add(3, "cursor = answer[\"next_cursor\"]");
            lines.add(3, "if cursor is None:");
            lines.add(4, "return");
        }
        Walk::Pages { records, record } => {
            write_signature(lines, &name, method, &parameters, false, &format!("Iterator[{}]", kind(record, false)));
            let text = format!("All records of {own}, page after page, each of which is a call of its own.");
            write_docstring(lines, 2, &wrapped(&text));
            lines.add(2, "page = 1");
            lines.add(2, "while True:");
            lines.add(3, format!("answer = self.{own}("));
            lines.add(4, "page=page,");
            given(lines, &names);
            lines.add(3, format!("yield from answer[\"{records}\"]"));
            lines.add(3, "# Without a total there is no last page to know of: the walk ends at a page without records.");
            lines.add(3, "last = answer.get(\"last_page\")");
            lines.add(3, format!("if page >= last if last is not None else not answer[\"{records}\"]:"));
            lines.add(4, "return");
            lines.add(3, "page += 1");
        }
        Walk::Changes => {
            write_signature(lines, &name, method, &parameters, false, &format!("Iterator[{}]", kind(&method.result, false)));
            let text = format!(
                "All that {own} has from `since` on, answer after answer. Keep the `cursor` of each answer once its \
                 `changes` are done with: the next run goes on there."
            );
            write_docstring(lines, 2, &wrapped(&text));
            lines.add(2, "while True:");
            lines.add(3, format!("answer = self.{own}("));
            given(lines, &names);
            lines.add(3, "yield answer");
            lines.add(3, "if not answer[\"more\"]:");
            lines.add(4, "return");
            lines.add(3, "since = answer[\"cursor\"]");
        }
    }
}

fn write_signature(lines: &mut Lines, name: &str, method: &Method, parameters: &[&Field], keyed: bool, result: &str) {
    if parameters.is_empty() && !method.of_profile && !keyed {
        lines.add(1, format!("def {name}(self) -> {result}:"));
        return;
    }
    lines.add(1, format!("def {name}("));
    lines.add(2, "self,");
    lines.add(2, "*,");
    for parameter in parameters {
        let kind = kind(&parameter.kind, true);
        let kind = if parameter.required { kind } else { format!("{kind} | Omitted = OMITTED") };
        lines.add(2, format!("{}: {kind},", name_of(&parameter.name)));
    }
    if method.of_profile {
        lines.add(2, "profile_id: int | str | Omitted = OMITTED,");
    }
    if keyed {
        lines.add(2, "idempotency_key: str | None = None,");
    }
    lines.add(1, format!(") -> {result}:"));
}

/// A description, and the descriptions of the fields that have one.
fn about(description: &str, fields: &[Field], called: fn(&str) -> String) -> Vec<String> {
    let mut lines = wrapped(description);
    let described: Vec<&Field> = fields.iter().filter(|field| !field.description.is_empty()).collect();
    if !described.is_empty() && !lines.is_empty() {
        lines.push(String::new());
    }
    for field in described {
        let mut text = wrapped(&format!("{}: {}", called(&field.name), field.description)).into_iter();
        lines.extend(text.next());
        lines.extend(text.map(|line| format!("    {line}")));
    }
    lines
}

fn write_docstring(lines: &mut Lines, depth: usize, text: &[String]) {
    let escaped = |line: &String| line.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    match text {
        [] => {}
        [only] => lines.add(depth, format!("\"\"\"{}\"\"\"", escaped(only))),
        [first, rest @ ..] => {
            lines.add(depth, format!("\"\"\"{}", escaped(first)));
            for line in rest {
                lines.add(depth, escaped(line));
            }
            lines.add(depth, "\"\"\"");
        }
    }
}

/// The type as Python writes it. A parameter may be any mapping or sequence, and an amount any number.
fn kind(kind: &Type, taken: bool) -> String {
    match kind {
        Type::Any => "Any".to_owned(),
        Type::Text => "str".to_owned(),
        Type::Integer => "int".to_owned(),
        Type::Number if taken => "Decimal | float".to_owned(),
        Type::Number => "Decimal | int".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Null => "None".to_owned(),
        Type::Choice(values) => {
            let values: Vec<String> = values.iter().map(|value| format!("\"{}\"", value.escape_default())).collect();
            format!("Literal[{}]", values.join(", "))
        }
        Type::List(items) => format!("{}[{}]", if taken { "Sequence" } else { "list" }, self::kind(items, taken)),
        Type::Map(values) => format!("{}[str, {}]", if taken { "Mapping" } else { "dict" }, self::kind(values, taken)),
        Type::Named(name) => name.clone(),
        Type::Union(kinds) => kinds.iter().map(|kind| self::kind(kind, taken)).collect::<Vec<String>>().join(" | "),
    }
}

/// The name, with an underscore if it is one of Python's keywords.
fn name_of(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}
