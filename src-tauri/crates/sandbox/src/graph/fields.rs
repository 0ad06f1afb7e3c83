//! The `fields` expression: names, modifiers such as `.limit(20)`, and nested `{..}`.

use serde_json::{Map, Value};

use super::GraphError;

/// One asked-for field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) modifiers: Vec<(String, String)>,
    /// Empty when the caller left the choice to Graph.
    pub(crate) fields: Vec<Field>,
}

impl Field {
    /// A field without modifiers.
    pub(crate) fn plain(name: &str) -> Self {
        Self { name: name.to_owned(), modifiers: Vec::new(), fields: Vec::new() }
    }

    /// The value of a modifier.
    pub(crate) fn modifier(&self, name: &str) -> Option<&str> {
        self.modifiers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Reads an expression; the defaults when it is absent or empty. Some clients send the names as a list
/// (`["id","name"]`): its brackets and quotes say nothing.
pub(crate) fn parse(expression: Option<&str>, defaults: &[&str]) -> Result<Vec<Field>, GraphError> {
    let bare = expression.map(|text| text.replace(['[', ']', '"', '\''], ""));
    match bare.as_deref().map(str::trim) {
        None | Some("") => Ok(defaults.iter().map(|name| Field::plain(name)).collect()),
        Some(text) => {
            let mut reader = Reader { text: text.as_bytes(), at: 0, depth: 0 };
            let fields = reader.list()?;
            if reader.at < reader.text.len() { Err(GraphError::syntax(reader.at)) } else { Ok(fields) }
        }
    }
}

/// Fields as an expression.
pub(crate) fn written(fields: &[Field]) -> String {
    let one = |field: &Field| {
        let modifiers: String =
            field.modifiers.iter().map(|(name, value)| format!(".{name}({value})")).collect();
        let inside =
            if field.fields.is_empty() { String::new() } else { format!("{{{}}}", written(&field.fields)) };
        format!("{}{modifiers}{inside}", field.name)
    };
    fields.iter().map(one).collect::<Vec<_>>().join(",")
}

/// Only these parts of an object, or all of it when nothing was chosen; an unknown part is error 100.
pub(crate) fn project(
    whole: Value,
    wanted: &[Field],
    known: &[&str],
    node: &str,
) -> Result<Value, GraphError> {
    if let Some(odd) = wanted.iter().find(|f| !known.contains(&f.name.as_str())) {
        return Err(GraphError::unknown_field(&odd.name, node));
    }
    match whole {
        Value::Object(mut object) if !wanted.is_empty() => {
            let kept: Map<String, Value> =
                wanted.iter().filter_map(|f| object.remove_entry(&f.name)).collect();
            Ok(Value::Object(kept))
        }
        whole => Ok(whole),
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn list(&mut self) -> Result<Vec<Field>, GraphError> {
        self.depth += 1;
        if self.depth > 6 {
            return Err(GraphError::syntax(self.at));
        }
        let mut fields = vec![self.field()?];
        while self.skip(b',') {
            fields.push(self.field()?);
        }
        self.depth -= 1;
        Ok(fields)
    }

    fn field(&mut self) -> Result<Field, GraphError> {
        let mut field = Field { name: self.word()?, modifiers: Vec::new(), fields: Vec::new() };
        while self.skip(b'.') {
            let name = self.word()?;
            if !self.skip(b'(') {
                return Err(GraphError::syntax(self.at));
            }
            // The older writing of `{..}`, which many still use.
            if name == "fields" {
                field.fields = self.list()?;
                if !self.skip(b')') {
                    return Err(GraphError::syntax(self.at));
                }
                continue;
            }
            let start = self.at;
            while self.peek().is_some_and(|b| b != b')') {
                self.at += 1;
            }
            let value = String::from_utf8_lossy(&self.text[start..self.at]).trim().to_owned();
            if !self.skip(b')') {
                return Err(GraphError::syntax(self.at));
            }
            field.modifiers.push((name, value));
        }
        if self.skip(b'{') {
            field.fields = self.list()?;
            if !self.skip(b'}') {
                return Err(GraphError::syntax(self.at));
            }
        }
        Ok(field)
    }

    fn word(&mut self) -> Result<String, GraphError> {
        self.space();
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            self.at += 1;
        }
        if start == self.at {
            return Err(GraphError::syntax(self.at));
        }
        Ok(String::from_utf8_lossy(&self.text[start..self.at]).into_owned())
    }

    fn skip(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        self.space();
        found
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_fields_with_modifiers() {
        let fields =
            parse(Some("id,updated_time , messages.limit(20).after(a=){id,from{id},shares{link}}"), &[])
                .unwrap();
        assert_eq!(fields.len(), 3);
        let messages = &fields[2];
        assert_eq!(messages.modifier("limit"), Some("20"));
        assert_eq!(messages.modifier("after"), Some("a="));
        assert_eq!(messages.fields[1].fields, vec![Field::plain("id")]);
    }

    #[test]
    fn both_writings_of_what_is_inside() {
        let new = "id,messages.limit(2){id,from{id},shares{link}},to";
        let old = "id,messages.limit(2).fields(id,from.fields(id),shares.fields(link)),to";
        let fields = parse(Some(old), &[]).unwrap();
        assert_eq!(fields, parse(Some(new), &[]).unwrap());
        assert_eq!(written(&fields), new);
        assert_eq!(parse(Some("messages.fields(id"), &[]).unwrap_err().code, 2500);
    }

    #[test]
    fn defaults_and_broken_expressions() {
        assert_eq!(parse(None, &["id"]).unwrap(), vec![Field::plain("id")]);
        let listed = parse(Some("['id', \"name\"]"), &[]).unwrap();
        assert_eq!(listed, vec![Field::plain("id"), Field::plain("name")]);
        for broken in ["id,,x", "messages{id", "messages.limit{id}", "id}", "ümlaut", "a{b{c{d{e{f{g}}}}}}"]
        {
            assert_eq!(parse(Some(broken), &[]).unwrap_err().code, 2500, "{broken}");
        }
    }
}
