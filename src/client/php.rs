//! The client in PHP: classes whose methods take and give arrays, with the shapes of these in their comments, as PHPStan
//! and Psalm read them.

use std::collections::BTreeSet;

use super::model::{Field, Method, Model, Module, Shape, Type, Walk};
use super::names::{camel, pascal, subject};
use super::{Lines, fill, wrapped};

const RUNTIME: &str = include_str!("runtime/Ventanilla.php");

pub fn write(model: &Model) -> String {
    let mut modules = Lines::new("    ");
    let mut accessors = Lines::new("    ");
    let mut constructions = Lines::new("    ");
    for (position, module) in model.modules.iter().enumerate() {
        if position > 0 {
            modules.add(0, "");
        }
        write_module(&mut modules, module);
        accessors.add(1, format!("public readonly {}Module ${};", pascal(&module.name), camel(&module.name)));
        constructions.add(2, format!("$this->{} = new {}Module($this);", camel(&module.name), pascal(&module.name)));
    }
    let mut of_profile = Lines::new("    ");
    for name in &model.of_profile {
        of_profile.add(2, format!("'{name}',"));
    }
    let parts = [
        ("of_profile", of_profile.text),
        ("shapes", write_shapes(&model.shapes)),
        ("modules", modules.text),
        ("accessors", accessors.text),
        ("constructions", constructions.text),
    ];
    fill(RUNTIME, &model.version, &parts.each_ref().map(|(name, part)| (*name, part.as_str())))
}

fn write_shapes(shapes: &[Shape]) -> String {
    let mut comment = vec!["The shapes of the arrays that methods take and give.".to_owned()];
    for shape in shapes {
        comment.push(String::new());
        comment.extend(about(&shape.description, &shape.fields));
        comment.push(format!("@phpstan-type {} array{{", shape.name));
        comment.extend(shape.fields.iter().map(|field| format!("    {},", field_of(field))));
        comment.push("}".to_owned());
    }
    let mut lines = Lines::new("    ");
    lines.add_block_comment(0, &comment);
    lines.add(0, "final class Types");
    lines.add(0, "{");
    lines.add(0, "}");
    lines.text
}

fn write_module(lines: &mut Lines, module: &Module) {
    let mut names = BTreeSet::new();
    for method in &module.methods {
        names.extend(method.parameters.iter().flat_map(|parameter| parameter.kind.names()));
        names.extend(method.result.names());
        if let Some(Walk::Pages { record, .. } | Walk::Cursor { record, .. }) = &method.walk {
            names.extend(record.names());
        }
    }
    let mut comment = wrapped(&module.description);
    if !comment.is_empty() && !names.is_empty() {
        comment.push(String::new());
    }
    comment.extend(names.iter().map(|name| format!("@phpstan-import-type {name} from Types")));
    lines.add_block_comment(0, &comment);
    lines.add(0, format!("final class {}Module", pascal(&module.name)));
    lines.add(0, "{");
    lines.add(1, "public function __construct(private readonly Client $client)");
    lines.add(1, "{");
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
    let mut comment = about(&method.description, &method.parameters);
    let result = kind(&method.result);
    if !comment.is_empty() {
        comment.push(String::new());
    }
    comment.extend(parameters(method, |_| true));
    comment.push(format!("@return {result}"));
    comment.push("@throws Failure".to_owned());
    lines.add_block_comment(1, &comment);
    let mut taken: Vec<&str> = Vec::new();
    let mut given: Vec<String> = vec![format!("'{}'", method.qualified)];
    if has_parameters(method) {
        taken.push(signature(method));
        given.push("$parameters".to_owned());
    }
    if method.of_profile {
        given.push("ofProfile: true".to_owned());
    }
    if method.writes {
        given.push("writes: true".to_owned());
    }
    if method.keyed {
        taken.push("?string $idempotencyKey = null");
        given.push("keyed: true, idempotencyKey: $idempotencyKey".to_owned());
    }
    let native = if method.result == Type::Any { "mixed" } else { "array" };
    lines.add(1, format!("public function {}({}): {native}", camel(&method.name), taken.join(", ")));
    lines.add(1, "{");
    lines.add(2, format!("return $this->client->call({});", given.join(", ")));
    lines.add(1, "}");
}

fn write_iterator(lines: &mut Lines, method: &Method, walk: &Walk) {
    let own = camel(&method.name);
    let signature = format!("public function iterate{}({}): \\Generator", pascal(subject(&method.name)), signature(method));
    match walk {
        Walk::Cursor { records, record } => {
            let mut comment = wrapped(&format!(
                "All records of {own}, some with each call. By id each is met once, also where records are made, edited or deleted \
                 meanwhile."
            ));
            comment.push(String::new());
            comment.extend(parameters(method, |name| !["page", "cursor"].contains(&name)));
            comment.push(format!("@return \\Generator<int, {}, mixed, void>", kind(record)));
            comment.push("@throws Failure".to_owned());
            lines.add_block_comment(1, &comment);
            lines.add(1, signature);
            lines.add(1, "{");
            lines.add(2, "$cursor = null;");
            lines.add(2, "while (true) {");
            lines.add(3, format!("$answer = $this->{own}(['cursor' => $cursor] + $parameters);"));
            lines.add(3, format!("foreach ($answer['{records}'] as $record) {{"));
            lines.add(4, "yield $record;");
            lines.add(3, "}");
            lines.add(3, "$cursor = $answer['next_cursor'];");
            lines.add(3, "if ($cursor === null) {");
            lines.add(4, "return;");
        }
        Walk::Pages { records, record } => {
            let mut comment = wrapped(&format!("All records of {own}, page after page, each of which is a call of its own."));
            comment.push(String::new());
            comment.extend(parameters(method, |name| name != "page"));
            comment.push(format!("@return \\Generator<int, {}, mixed, void>", kind(record)));
            comment.push("@throws Failure".to_owned());
            lines.add_block_comment(1, &comment);
            lines.add(1, signature);
            lines.add(1, "{");
            lines.add(2, "for ($page = 1; ; $page++) {");
            lines.add(3, format!("$answer = $this->{own}(['page' => $page] + $parameters);"));
            lines.add(3, format!("foreach ($answer['{records}'] as $record) {{"));
            // Keys that go on from page to page, unlike those of `yield from`: iterator_to_array loses nothing.
            lines.add(4, "yield $record;");
            lines.add(3, "}");
            lines.add(3, "// Without a total there is no last page to know of: the walk ends at a page without records.");
            lines.add(3, "$last = $answer['last_page'] ?? null;");
            lines.add(3, format!("if ($last !== null ? $page >= $last : $answer['{records}'] === []) {{"));
            lines.add(4, "return;");
        }
        Walk::Changes => {
            let mut comment = wrapped(&format!(
                "All that {own} has from `since` on, answer after answer. Keep the `cursor` of each answer once its \
                 `changes` are done with: the next run goes on there."
            ));
            comment.push(String::new());
            comment.extend(parameters(method, |_| true));
            comment.push(format!("@return \\Generator<int, {}, mixed, void>", kind(&method.result)));
            comment.push("@throws Failure".to_owned());
            lines.add_block_comment(1, &comment);
            lines.add(1, signature);
            lines.add(1, "{");
            lines.add(2, "while (true) {");
            lines.add(3, format!("$answer = $this->{own}($parameters);"));
            lines.add(3, "yield $answer;");
            lines.add(3, "$parameters['since'] = $answer['cursor'];");
            lines.add(3, "if (!$answer['more']) {");
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

/// The signature's parameters; with a default if none is required.
fn signature(method: &Method) -> &'static str {
    if method.parameters.iter().any(|parameter| parameter.required) { "array $parameters" } else { "array $parameters = []" }
}

/// The comment's line about the parameters, with their shape.
fn parameters(method: &Method, is_taken: impl Fn(&str) -> bool) -> Vec<String> {
    if !has_parameters(method) {
        return Vec::new();
    }
    let profile = method.of_profile.then(|| "    profile_id?: int|string,".to_owned());
    let fields = method.parameters.iter().filter(|parameter| is_taken(&parameter.name));
    std::iter::once("@param array{".to_owned())
        .chain(fields.map(|parameter| format!("    {},", field_of(parameter))))
        .chain(profile)
        .chain(["} $parameters".to_owned()])
        .collect()
}

/// A description, and the descriptions of the fields that have one.
fn about(description: &str, fields: &[Field]) -> Vec<String> {
    let mut lines = wrapped(description);
    let described: Vec<&Field> = fields.iter().filter(|field| !field.description.is_empty()).collect();
    if !described.is_empty() && !lines.is_empty() {
        lines.push(String::new());
    }
    for field in described {
        let mut text = wrapped(&format!("- {}: {}", field.name, field.description)).into_iter();
        lines.extend(text.next());
        lines.extend(text.map(|line| format!("  {line}")));
    }
    lines
}

fn field_of(field: &Field) -> String {
    format!("{}{}: {}", field.name, if field.required { "" } else { "?" }, kind(&field.kind))
}

fn kind(kind: &Type) -> String {
    match kind {
        Type::Any => "mixed".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Integer => "int".to_owned(),
        Type::Number => "int|float".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Choice(values) => {
            values.iter().map(|value| format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))).collect::<Vec<String>>().join("|")
        }
        Type::List(items) => format!("list<{}>", self::kind(items)),
        Type::Map(values) => format!("array<string, {}>", self::kind(values)),
        Type::Named(name) => name.clone(),
        Type::Union(kinds) => kinds.iter().map(self::kind).collect::<Vec<String>>().join("|"),
    }
}
