//! JSON whose objects have no member twice: readers disagree about which of two values counts (RFC 8259 §4).

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The reason why a text is refused.
#[derive(Debug)]
pub(super) enum JsonError {
    Syntax(serde_json::Error),
    /// An object has a member twice, at this path.
    Twice(String),
}

/// Reads a text; `path` is the field that its value is for.
pub(super) fn parse(text: &[u8], path: &str) -> Result<Value, JsonError> {
    let twice = RefCell::default();
    let mut reader = serde_json::Deserializer::from_slice(text);
    let whole = Part { path: path.to_owned(), twice: &twice };
    let value = whole.deserialize(&mut reader);
    let value = value.and_then(|value| reader.end().map(|()| value));
    value.map_err(|why| match twice.take() {
        Some(path) => JsonError::Twice(path),
        None => JsonError::Syntax(why),
    })
}

/// A part of the text, with its path.
struct Part<'a> {
    path: String,
    twice: &'a RefCell<Option<String>>,
}

impl Part<'_> {
    fn below(&self, name: &str) -> Self {
        let path = match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        Self { path, ..*self }
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(self.below(&format!("[{}]", all.len())))? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = pairs.next_key::<String>()? {
            let below = self.below(&name);
            if all.contains_key(&name) {
                self.twice.replace(Some(below.path));
                return Err(A::Error::custom("a name comes twice"));
            }
            let value = pairs.next_value_seed(below)?;
            all.insert(name, value);
        }
        Ok(Value::Object(all))
    }
}
