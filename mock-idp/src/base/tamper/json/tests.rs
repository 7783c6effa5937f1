use serde_json::json;

use super::*;

fn changed(mut value: Value, field: &str, operation: Value) -> (String, Vec<String>) {
    let operation = serde_json::from_value(operation).unwrap();
    let made = change(&mut value, &field.parse().unwrap(), &operation);
    (
        write(&value),
        made.into_iter().map(|made| made.field).collect(),
    )
}

type Row<'a> = (Value, &'a str, Value, &'a str, Vec<&'a str>);

/// Input, field, operation → output, what is told to be changed.
#[track_caller]
fn check(rows: impl IntoIterator<Item = Row<'static>>) {
    for (value, field, operation, output, made) in rows {
        let (text, fields) = changed(value.clone(), field, operation.clone());
        assert_eq!(text, output, "{value} {field} {operation}");
        assert_eq!(fields, made, "{value} {field} {operation}");
    }
}

#[test]
fn members_of_objects() {
    check([
        (
            json!({"a": 1, "b": 2}),
            "a",
            json!({"remove": true}),
            r#"{"b":2}"#,
            vec!["a"],
        ),
        (
            json!({"a": 1}),
            "b",
            json!({"remove": true}),
            r#"{"a":1}"#,
            vec![],
        ),
        (
            json!({"a": 1, "b": 2}),
            "a",
            json!({"set": "x"}),
            r#"{"a":"x","b":2}"#,
            vec!["a"],
        ),
        (
            json!({"a": 1}),
            "a",
            json!({"set": 1}),
            r#"{"a":1}"#,
            vec![],
        ),
        (
            json!({}),
            "a.b.c",
            json!({"set": 1}),
            r#"{"a":{"b":{"c":1}}}"#,
            vec!["a.b.c"],
        ),
        (json!({}), "a.b", json!({"append": "1"}), "{}", vec![]),
        (
            json!({"a": "x"}),
            "a",
            json!({"append": "1"}),
            r#"{"a":"x1"}"#,
            vec!["a"],
        ),
        (
            json!({"a": 1, "b": 2}),
            "a",
            json!({"duplicate": true}),
            r#"{"a":1,"a":1,"b":2}"#,
            vec!["a"],
        ),
        (
            json!({"a": 1}),
            "a",
            json!({"duplicate": "x"}),
            r#"{"a":1,"a":"x"}"#,
            vec!["a"],
        ),
        (
            json!({"aud": "x"}),
            "aud",
            json!({"retype": "list"}),
            r#"{"aud":["x"]}"#,
            vec!["aud"],
        ),
        (json!(5), "a", json!({"set": 1}), "5", vec![]),
        (
            json!({"a": 1, "b": "x"}),
            "*",
            json!({"retype": "null"}),
            r#"{"a":null,"b":null}"#,
            vec!["a", "b"],
        ),
    ]);
}

#[test]
fn elements_of_lists() {
    let keys = || json!({"keys": [{"kid": "a", "x": 1}, {"kid": "b"}], "last": 0});
    check([
        (
            json!(["a", "b"]),
            "[0]",
            json!({"duplicate": true}),
            r#"["a","a","b"]"#,
            vec!["[0]"],
        ),
        (
            json!(["a", "b"]),
            "*",
            json!({"duplicate": true}),
            r#"["a","a","b","b"]"#,
            vec!["[1]", "[0]"],
        ),
        (
            keys(),
            "keys[*].kid",
            json!({"remove": true}),
            r#"{"keys":[{"x":1},{}],"last":0}"#,
            vec!["keys[0].kid", "keys[1].kid"],
        ),
        (
            keys(),
            "keys[*]",
            json!({"remove": true}),
            r#"{"keys":[],"last":0}"#,
            vec!["keys[1]", "keys[0]"],
        ),
        (
            keys(),
            "keys[1].kid",
            json!({"append": "!"}),
            r#"{"keys":[{"kid":"a","x":1},{"kid":"b!"}],"last":0}"#,
            vec!["keys[1].kid"],
        ),
        (
            keys(),
            "keys.0.kid",
            json!({"append": "!"}),
            r#"{"keys":[{"kid":"a!","x":1},{"kid":"b"}],"last":0}"#,
            vec!["keys[0].kid"],
        ),
        (
            keys(),
            "keys[7].kid",
            json!({"set": "x"}),
            r#"{"keys":[{"kid":"a","x":1},{"kid":"b"}],"last":0}"#,
            vec![],
        ),
        (
            keys(),
            "keys",
            json!({"prepend": {}}),
            r#"{"keys":[{},{"kid":"a","x":1},{"kid":"b"}],"last":0}"#,
            vec!["keys"],
        ),
    ]);
}

#[test]
fn a_member_that_came_twice_is_changed_once() {
    let mut value = json!({"a": 1});
    let field = "a".parse().unwrap();
    change(&mut value, &field, &Operation::duplicate());
    change(&mut value, &field, &Operation::duplicate());
    change(&mut value, &field, &Operation::Set(json!(2)));
    assert_eq!(write(&value), r#"{"a":2,"a":1,"a":1}"#);
    assert_eq!(
        without_twins(value.as_object().unwrap()),
        *json!({"a": 2}).as_object().unwrap()
    );
}
