//! Names of schema objects and the conventions that make them.

use std::fmt;
use std::ops::Deref;

use indexmap::IndexMap;
use serde::de::Error as _;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

/// The name of a table, column, constraint, …; dereferences to its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// A name as it stands; a naming convention applies to it where there is one.
    Plain(String),
    /// A name that went through a naming convention already (`op.f`).
    Conventional(String),
    /// A name with a choice about quoting (`quoted_name`).
    Quoted {
        /// The text.
        name: String,
        /// Whether quotes are written: always, or never.
        quote: bool,
    },
}

impl Name {
    /// Returns the text without quotes.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Plain(name) | Self::Conventional(name) | Self::Quoted { name, .. } => name,
        }
    }

    /// Returns the choice about quoting, where one was made.
    pub fn quote(&self) -> Option<bool> {
        match self {
            Self::Quoted { quote, .. } => Some(*quote),
            _ => None,
        }
    }
}

impl Default for Name {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::Plain(name.to_owned())
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::Plain(name)
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(name) => serializer.serialize_str(name),
            Self::Conventional(name) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("conventional", name)?;
                map.end()
            }
            Self::Quoted { name, quote } => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("quoted", name)?;
                map.serialize_entry("quote", quote)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Plain(String),
            Conventional { conventional: String },
            Quoted { quoted: String, quote: Option<bool> },
        }
        Ok(match Form::deserialize(deserializer) {
            Ok(Form::Plain(name)) => Self::Plain(name),
            Ok(Form::Conventional { conventional }) => Self::Conventional(conventional),
            Ok(Form::Quoted { quoted, quote }) => match quote {
                Some(quote) => Self::Quoted {
                    name: quoted,
                    quote,
                },
                None => Self::Plain(quoted),
            },
            Err(_) => {
                return Err(D::Error::custom(
                    "a name is a string, or an object with `conventional` or `quoted`",
                ));
            }
        })
    }
}

/// The templates by which unnamed constraints and indexes get their names.
///
/// The keys are `ix`, `uq`, `ck`, `fk`, `pk`; other keys are tokens of the project's own, whose
/// values only Python can tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NamingConvention {
    /// What the user gave.
    pub templates: IndexMap<String, Json>,
}

impl NamingConvention {
    /// Returns the template for a kind of item, `uq`.
    pub fn template(&self, kind: &str) -> Option<&str> {
        self.templates.get(kind).and_then(Json::as_str)
    }

    /// Returns whether there is no template at all.
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }
}
