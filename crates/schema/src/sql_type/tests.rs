use super::*;
use serde_json::{Value as Json, json};

#[test]
fn every_family_survives_its_json_form() {
    for json in [
        json!({"type": "NullType"}),
        json!({"type": "SmallInteger"}),
        json!({"type": "INTEGER"}),
        json!({"type": "String", "length": 20, "collation": "C"}),
        json!({"type": "TEXT"}),
        json!({"type": "Numeric", "precision": 10, "scale": 2}),
        json!({"type": "DOUBLE_PRECISION", "precision": 53}),
        json!({"type": "DateTime", "timezone": true}),
        json!({"type": "Date"}),
        json!({"type": "Interval", "native": false}),
        json!({"type": "VARBINARY", "length": 16}),
        json!({"type": "Boolean", "name": "flag", "create_constraint": true}),
        json!({"type": "Enum", "values": ["a", "b"], "name": "letters", "native_enum": false}),
        json!({"type": "postgresql.ENUM", "values": ["a"], "name": "letters", "create_type": false}),
        json!({"type": "Uuid", "native_uuid": false}),
        json!({"type": "ARRAY", "item_type": {"type": "Integer"}, "dimensions": 2}),
        json!({"type": "postgresql.ARRAY", "item_type": {"type": "postgresql.CITEXT"}}),
        json!({"type": "JSON", "variants": {"postgresql": {"type": "postgresql.JSONB"}}}),
        json!({"type": "UserDefined", "sql": "point"}),
        json!({"type": "Unicode", "python": {"module": "app.types", "repr": "Name(length=5)"}}),
        json!({"type": "mysql.LONGTEXT", "charset": "utf8mb4"}),
    ] {
        let sql_type: SqlType = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&sql_type).unwrap(), json);
    }
}

#[test]
fn what_is_not_a_type_is_refused() {
    for json in [
        json!({}),
        json!({"type": 1}),
        json!({"type": "Strnig"}),
        json!({"type": "UserDefined"}),
        json!({"type": "String", "length": "long"}),
        Json::Null,
    ] {
        assert!(
            serde_json::from_value::<SqlType>(json.clone()).is_err(),
            "{json}"
        );
    }
}
