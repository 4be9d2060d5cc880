use super::*;
use serde_json::json;

#[test]
fn every_operation_survives_its_json_form() {
    let id = json!({"name": "id", "type": {"type": "Integer"}, "nullable": false,
        "primary_key": true, "autoincrement": false, "foreign_keys": [{"column": "a.id"}],
        "server_default": {"kind": "expression", "expression": {"expr": "text", "text": "1"}}});
    let check = json!({"constraint": "CheckConstraint",
        "sqltext": {"expr": "text", "text": "x > 1"}, "name": {"conventional": "ck"}});
    for json in [
        json!({"op": "create_table", "table": {"name": "t", "columns": [id],
            "constraints": [check, {"constraint": "ExcludeConstraint",
                "elements": [["a", "="], [{"expr": "column", "name": "b"}, "&&"]],
                "using": "gist", "name": "ex"}],
            "dialect_options": {"mysql_engine": "InnoDB"},
            "naming_convention": {"ix": "ix_%(column_0_label)s"}}, "if_not_exists": true}),
        json!({"op": "drop_table", "table_name": "t", "schema": {"quoted": "s", "quote": true}}),
        json!({"op": "rename_table", "old_table_name": "a", "new_table_name": "b"}),
        json!({"op": "create_table_comment", "table_name": "t", "comment": "c"}),
        json!({"op": "drop_table_comment", "table_name": "t"}),
        json!({"op": "add_column", "table_name": "t", "column": id, "if_not_exists": true}),
        json!({"op": "drop_column", "table_name": "t", "column_name": "c"}),
        json!({"op": "create_index", "index_name": "ix", "table_name": "t",
            "columns": [{"expr": "column", "name": "a"}], "unique": true,
            "dialect_options": {"postgresql_where": {"expr": "text", "text": "a > 1"},
                "postgresql_ops": {"a": "text_ops"}, "postgresql_include": ["b"]}}),
        json!({"op": "drop_index", "index_name": "ix"}),
        json!({"op": "create_check_constraint", "table_name": "t", "constraint": check}),
        json!({"op": "drop_constraint", "constraint_name": "x", "table_name": "t",
            "type_": "check"}),
        json!({"op": "execute", "statement": "SELECT 1"}),
        json!({"op": "execute", "statement": {"expr": "text", "text": "x = :x",
            "binds": {"x": {"expr": "bind", "key": "x", "value": null}}}}),
        json!({"op": "bulk_insert", "table": {"name": "t", "columns": []},
            "rows": [{"a": 1, "b": {"expr": "null"}, "c": {"$decimal": "1.5"}}],
            "multiinsert": false}),
        json!({"op": "batch_alter_table", "table_name": "t", "recreate": "always",
            "table_args": [check, {"name": "x", "type": {"type": "Date"}, "nullable": true}],
            "operations": [{"op": "drop_column", "column_name": "c"}]}),
        json!({"op": "create_type", "type": {"type": "Enum", "values": ["a"], "name": "e"}}),
        json!({"op": "create_sequence", "sequence": {"name": "s", "start": 5}}),
        json!({"op": "drop_schema", "name": "s", "cascade": true}),
    ] {
        let operation: Operation = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&operation).unwrap(), json);
    }
}

#[test]
fn a_change_has_three_states() {
    let cases = [
        (json!({}), Change::Unchanged),
        (json!({"comment": null}), Change::Remove),
        (json!({"comment": "c"}), Change::Set("c".to_owned())),
    ];
    for (fields, expected) in cases {
        let mut json = json!({"op": "alter_column", "table_name": "t", "column_name": "c"});
        json.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        let operation: Operation = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&operation).unwrap(), json);
        let Operation::AlterColumn(alter) = operation else {
            panic!("{operation:?}");
        };
        assert_eq!(alter.comment, expected);
    }
}

#[test]
fn a_bind_without_value_differs_from_null() {
    for (json, expected) in [
        (json!({"expr": "bind", "key": "x"}), None),
        (
            json!({"expr": "bind", "key": "x", "value": null}),
            Some(alembic_schema::Value::Null),
        ),
    ] {
        let expression: Expression = serde_json::from_value(json).unwrap();
        let Expression::Bind { value, .. } = expression else {
            panic!("{expression:?}");
        };
        assert_eq!(value, expected);
    }
}
