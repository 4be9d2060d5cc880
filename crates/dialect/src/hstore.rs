//! The text of PostgreSQL's `hstore`: keys with values that may be missing.

use serde_json::{Map, Value as Json};

/// Returns the text of a dictionary.
pub(crate) fn write(entries: &Map<String, Json>) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|(key, value)| {
            let value = match value {
                Json::Null => "NULL".to_owned(),
                Json::String(text) => quoted(text),
                other => quoted(&other.to_string()),
            };
            format!("{}=>{value}", quoted(key))
        })
        .collect();
    entries.join(", ")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Returns the dictionary of a text as the server writes it: `"a"=>"1", "b"=>NULL`.
pub(crate) fn read(text: &str) -> Option<Json> {
    let mut entries = Map::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, after) = quoted_part(rest)?;
        let after = after.trim_start().strip_prefix("=>")?.trim_start();
        let (value, after) = match after.strip_prefix("NULL") {
            Some(after) => (Json::Null, after),
            None => {
                let (value, after) = quoted_part(after)?;
                (Json::String(value), after)
            }
        };
        entries.insert(key, value);
        let after = after.trim_start();
        rest = after.strip_prefix(',').unwrap_or(after).trim_start();
    }
    Some(Json::Object(entries))
}

fn quoted_part(text: &str) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut characters = text.strip_prefix('"')?.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Some((part, &text[index + 2..])),
            '\\' => part.push(characters.next()?.1),
            _ => part.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dictionaries_survive_their_text() {
        for document in [
            json!({}),
            json!({"a": "1", "b": null}),
            json!({"q\"": "x,y=>\\", "": "ä"}),
        ] {
            let Json::Object(entries) = &document else {
                panic!("a dictionary");
            };
            assert_eq!(read(&write(entries)), Some(document.clone()));
        }
        assert_eq!(read("a=>1"), None);
    }
}
