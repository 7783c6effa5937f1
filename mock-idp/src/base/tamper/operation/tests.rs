use super::*;

/// Operation, value before, value after.
#[test]
fn every_operation_on_every_type() {
    let absent = || json!("(absent)");
    for (operation, before, after) in [
        (json!({"set": [1]}), absent(), json!([1])),
        (json!({"set": null}), json!("a"), Value::Null),
        (json!({"append": "1"}), json!("a"), json!("a1")),
        (json!({"append": 1}), json!("a"), json!("a1")),
        (json!({"append": "1"}), json!(5), json!("51")),
        (json!({"append": "1"}), Value::Null, json!("null1")),
        (json!({"append": "1"}), absent(), json!("1")),
        (json!({"append": "b"}), json!(["a"]), json!(["a", "b"])),
        (
            json!({"append": {"b": 1}}),
            json!({"a": 0}),
            json!({"a": 0, "b": 1}),
        ),
        (json!({"append": "b"}), json!({"a": 0}), absent()),
        (json!({"prepend": "0"}), json!("a"), json!("0a")),
        (
            json!({"prepend": {"k": 1}}),
            json!([{"k": 2}]),
            json!([{"k": 1}, {"k": 2}]),
        ),
        (
            json!({"replace": {"from": "a", "to": "b"}}),
            json!("a-a"),
            json!("b-b"),
        ),
        (
            json!({"replace": {"from": "a", "to": "b"}}),
            json!(1),
            absent(),
        ),
        (json!({"add": -360}), json!(1_000), json!(640)),
        (json!({"add": 1}), json!("41"), json!("42")),
        (json!({"add": 1}), json!("x"), absent()),
        (json!({"add": 1}), absent(), absent()),
        (json!({"add": 0.5}), json!(1), json!(1.5)),
        (json!({"add": 1}), json!(i64::MAX), json!(i64::MAX)),
        (json!({"retype": "string"}), json!(5), json!("5")),
        (json!({"retype": "number"}), json!("5"), json!(5)),
        (json!({"retype": "number"}), json!("x"), json!(0)),
        (json!({"retype": "number"}), json!(true), json!(1)),
        (json!({"retype": "boolean"}), json!("false"), json!(false)),
        (json!({"retype": "boolean"}), json!(1), json!(true)),
        (json!({"retype": "list"}), json!("a"), json!(["a"])),
        (
            json!({"retype": "object"}),
            json!("a"),
            json!({"value": "a"}),
        ),
        (json!({"retype": "null"}), json!("a"), Value::Null),
        (json!({"retype": "null"}), absent(), absent()),
    ] {
        let value = (before != absent()).then_some(&before);
        let read: Operation = serde_json::from_value(operation.clone()).unwrap();
        assert_eq!(
            read.on(value).unwrap_or_else(absent),
            after,
            "{operation} on {before}"
        );
        assert_eq!(serde_json::to_value(&read).unwrap(), operation);
    }
}

#[test]
fn mistakes() {
    for (written, told) in [
        (
            json!({}),
            "an operation is missing; there are: set, append, prepend, remove, replace, duplicate, retype, add",
        ),
        (
            json!({"apend": 1}),
            "unknown operation `apend`; did you mean `append`?",
        ),
        (
            json!({"add": 1, "set": 2}),
            "`set` after `add`: a field takes one operation; write a list of changes for several",
        ),
        (
            json!({"remove": false}),
            "only `true` can be written here; leave it out otherwise",
        ),
        (
            json!({"retype": "text"}),
            "unknown type `text`; there are: string, number, boolean, list, object, null",
        ),
    ] {
        let error = serde_json::from_value::<Operation>(written).unwrap_err();
        assert_eq!(error.to_string(), told);
    }
}
