//! What README.md says of the settings is what the program takes.

use clap::{Args, Command};
use ventanilla::config::ServeArguments;

const README: &str = include_str!("../../README.md");

#[test]
fn the_table_of_settings_has_every_flag_with_its_variable_and_default() {
    let command = ServeArguments::augment_args(Command::new("serve"));
    let mut flags = 0;
    for argument in command.get_arguments() {
        let Some(flag) = argument.get_long() else { continue };
        let beginning = format!("| `--{flag}` |");
        let row = README.lines().find(|line| line.starts_with(&beginning)).unwrap_or_else(|| panic!("README.md has no row for --{flag}"));
        if let Some(variable) = argument.get_env() {
            let variable = variable.to_string_lossy();
            assert!(row.contains(&format!("`{variable}`")), "the row of --{flag} does not name {variable}: {row}");
        }
        if argument.get_action().takes_values() {
            for default in argument.get_default_values() {
                let default = default.to_string_lossy();
                assert!(row.contains(&format!("`{default}`")), "the row of --{flag} does not name its default {default}: {row}");
            }
        }
        flags += 1;
    }
    assert!(flags > 10, "the settings are found");
}
