//! No change panics on anything, and what is changed can still be written and read.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{Change, Field, Operation, Parameters, Plan, Replace, Step, Type, change, write};

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 4.0)),
        "[a-c\u{0}ä\"]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-c]{1,2}", inner), 0..4)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

fn operation() -> impl Strategy<Value = Operation> {
    let kinds = [
        Type::String,
        Type::Number,
        Type::Boolean,
        Type::List,
        Type::Object,
        Type::Null,
    ];
    prop_oneof![
        json().prop_map(Operation::Set),
        json().prop_map(Operation::Append),
        json().prop_map(Operation::Prepend),
        Just(Operation::remove()),
        ("[a-c]{0,2}", ".{0,3}").prop_map(|(from, to)| Operation::Replace(Replace { from, to })),
        json().prop_map(Operation::Duplicate),
        prop::sample::select(kinds.to_vec()).prop_map(Operation::Retype),
        any::<i64>().prop_map(|by| Operation::Add(by.into())),
    ]
}

fn field() -> impl Strategy<Value = Field> {
    let step = prop_oneof!["[a-c]{1,2}", Just("*".to_owned()), "[0-9]{1,2}"];
    prop::collection::vec(step, 1..4).prop_map(|steps| steps.join(".").parse().unwrap())
}

proptest! {
    #[test]
    fn json_stays_json(mut value in json(), changes in prop::collection::vec((field(), operation()), 0..5)) {
        let before = value.clone();
        let mut made = 0;
        for (field, operation) in &changes {
            made += change(&mut value, field, operation).len();
        }
        let text = write(&value);
        prop_assert!(serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
        if made == 0 {
            prop_assert_eq!(value, before);
        }
    }

    #[test]
    fn parameters_stay_parameters(text in "[a-c=&%+]{0,24}", field in field(), operation in operation()) {
        let mut parameters = Parameters::parse(&text);
        let made = parameters.change(&field, &operation);
        if made.is_empty() {
            prop_assert_eq!(parameters.encode(), text);
        } else {
            Parameters::parse(&parameters.encode());
        }
    }

    #[test]
    fn paths_never_panic_and_come_back(text in ".{0,16}") {
        if let Ok(field) = text.parse::<Field>() {
            let shown: Field = field.to_string().parse().unwrap();
            prop_assert_eq!(shown, field);
        }
    }

    #[test]
    fn what_is_written_is_read(field in field(), operation in operation()) {
        let change = Change::default().field(field.clone(), operation);
        let text = serde_json::to_string(&change).unwrap();
        let read: Change = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read, change);
        prop_assert!(matches!(field.steps(), [Step::Name(_) | Step::Every | Step::Index(_), ..]));
    }

    #[test]
    fn no_text_panics_as_a_plan(text in ".{0,40}") {
        let _ = text.parse::<Plan>();
    }
}
