use serde_json::{Value as Json, json};

use crate::{Operation, OpsError, UpgradeOps};

fn operation(json: Json) -> Operation {
    serde_json::from_value(json).unwrap()
}

fn reversed(json: Json) -> Json {
    serde_json::to_value(operation(json).reverse().unwrap()).unwrap()
}

#[test]
fn what_is_made_is_dropped_and_what_is_dropped_is_made_again() {
    let column = json!({"name": "c", "type": {"type": "Integer"}, "nullable": true});
    let unique = json!({"constraint": "UniqueConstraint", "columns": ["c"], "name": "uq"});
    for json in [
        json!({"op": "create_table", "table": {"name": "t", "schema": "s", "columns": [column],
            "comment": "words", "dialect_options": {"mysql_engine": "InnoDB"}}}),
        json!({"op": "add_column", "table_name": "t", "column": column, "schema": "s",
            "if_not_exists": true}),
        json!({"op": "create_index", "index_name": "ix", "table_name": "t",
            "columns": [{"expr": "column", "name": "c"}], "unique": true}),
        json!({"op": "create_unique_constraint", "table_name": "t", "constraint": unique}),
        json!({"op": "rename_table", "old_table_name": "a", "new_table_name": "b"}),
        json!({"op": "create_table_comment", "table_name": "t", "comment": "new",
            "existing_comment": "old"}),
        json!({"op": "create_table_comment", "table_name": "t", "comment": "new"}),
        json!({"op": "create_type", "type": {"type": "Enum", "values": ["a"], "name": "e"}}),
        json!({"op": "create_sequence", "sequence": {"name": "s"}, "if_not_exists": true}),
        json!({"op": "create_schema", "name": "s"}),
        json!({"op": "modify_table_ops", "table_name": "t", "ops": [
            {"op": "add_column", "table_name": "t", "column": column},
            {"op": "create_unique_constraint", "table_name": "t", "constraint": unique}]}),
    ] {
        let forward = operation(json);
        let back = forward.reverse().unwrap();
        assert_ne!(back, forward);
        assert_eq!(back.reverse().unwrap(), forward);
    }
}

#[test]
fn an_alteration_exchanges_change_and_present_state() {
    assert_eq!(
        reversed(
            json!({"op": "alter_column", "table_name": "t", "column_name": "c",
            "nullable": false, "existing_nullable": true, "comment": "new",
            "server_default": null, "existing_server_default": {"kind": "string", "value": "0"},
            "existing_type": {"type": "Integer"}})
        ),
        json!({"op": "alter_column", "table_name": "t", "column_name": "c", "nullable": true,
            "comment": null, "server_default": {"kind": "string", "value": "0"},
            "existing_type": {"type": "Integer"}, "existing_server_default": null,
            "existing_nullable": false, "existing_comment": "new"})
    );
    assert_eq!(
        reversed(
            json!({"op": "alter_column", "table_name": "t", "column_name": "c",
            "new_column_name": "d", "type_": {"type": "Date"}, "existing_type": {"type": "Integer"},
            "existing_comment": "kept"})
        ),
        json!({"op": "alter_column", "table_name": "t", "column_name": "d",
            "new_column_name": "c", "type_": {"type": "Integer"},
            "existing_type": {"type": "Date"}, "existing_comment": "kept"})
    );
}

#[test]
fn a_constraint_is_made_again_under_the_name_that_is_dropped() {
    let create = json!({"op": "create_unique_constraint", "table_name": "t",
        "constraint": {"constraint": "UniqueConstraint", "columns": ["c"]}});
    assert_eq!(
        reversed(
            json!({"op": "drop_constraint", "constraint_name": "uq", "table_name": "u",
            "type_": "unique", "_reverse": create})
        ),
        json!({"op": "create_unique_constraint", "table_name": "u",
            "constraint": {"constraint": "UniqueConstraint", "columns": ["c"], "name": "uq"}})
    );
}

#[test]
fn what_was_dropped_without_trace_comes_back_bare_or_not_at_all() {
    assert_eq!(
        reversed(json!({"op": "drop_table", "table_name": "t", "schema": "s"})),
        json!({"op": "create_table", "table": {"name": "t", "schema": "s", "columns": []}})
    );
    assert_eq!(
        reversed(json!({"op": "drop_index", "index_name": "ix", "table_name": "t"})),
        json!({"op": "create_index", "index_name": "ix", "table_name": "t",
            "columns": [{"expr": "column", "name": "x"}]})
    );
    let drop = operation(json!({"op": "drop_column", "table_name": "t", "column_name": "c"}));
    assert_eq!(
        drop.reverse().unwrap_err().to_string(),
        "operation is not reversible; original column is not present"
    );
    let drop = operation(json!({"op": "drop_constraint", "constraint_name": "x",
        "table_name": "t"}));
    assert_eq!(
        drop.reverse().unwrap_err().to_string(),
        "constraint cannot be produced; original constraint is not present"
    );
    assert_eq!(
        operation(json!({"op": "execute", "statement": "SELECT 1"})).reverse(),
        Err(OpsError::NotReversible {
            operation: "execute"
        })
    );
}

#[test]
fn a_downgrade_undoes_the_last_operation_first() {
    let upgrade: UpgradeOps = serde_json::from_value(json!({"ops": [
        {"op": "create_table", "table": {"name": "a", "columns": []}},
        {"op": "modify_table_ops", "table_name": "a", "ops": [
            {"op": "create_table_comment", "table_name": "a", "comment": "c"},
            {"op": "alter_column", "table_name": "a", "column_name": "b", "nullable": true,
             "existing_nullable": false}]}]}))
    .unwrap();
    let downgrade = upgrade.reverse().unwrap();
    let Some(Operation::ModifyTableOps(modify)) = downgrade.ops.first() else {
        panic!("{downgrade:?}");
    };
    assert!(matches!(modify.ops[0], Operation::AlterColumn(_)));
    assert!(matches!(modify.ops[1], Operation::DropTableComment(_)));
    assert!(matches!(downgrade.ops[1], Operation::DropTable(_)));
    assert_eq!(downgrade.reverse().unwrap(), upgrade);
}
