//! What things on a page are called: the same list, found by both agents.

use harness::drive::agent::{Act, Agent, Target};

use crate::{little_app::LittleApp, person::LONG};

struct Case {
    html: &'static str,
    act: Act,
    /// A name, `role=name`, `role=`, or a selector in backquotes.
    target: &'static str,
    /// `role “name” text value` of each, `|` between them.
    found: &'static str,
}

const fn case(html: &'static str, act: Act, target: &'static str, found: &'static str) -> Case {
    Case {
        html,
        act,
        target,
        found,
    }
}

const CASES: &[Case] = &[
    // Fields: label, aria, placeholder, title, name, and the text beside.
    case(
        "<label for=a>User name</label><input id=a>",
        Act::Fill,
        "user name",
        "textbox “User name”  ()",
    ),
    case(
        "<label>Email <input type=email value=x></label>",
        Act::Fill,
        "Email",
        "textbox “Email”  (x)",
    ),
    case(
        "<input aria-label=Code>",
        Act::Fill,
        "Code",
        "textbox “Code”  ()",
    ),
    case(
        "<p id=l>The <b>code</b></p><input aria-labelledby=l>",
        Act::Fill,
        "The code",
        "textbox “The code”  ()",
    ),
    case(
        "<p id=l hidden>Unseen</p><input aria-labelledby=l>",
        Act::Fill,
        "Unseen",
        "textbox “Unseen”  ()",
    ),
    case(
        "<input placeholder='Your name'>",
        Act::Fill,
        "Your name",
        "textbox “Your name”  ()",
    ),
    case("<input title=Tip>", Act::Fill, "Tip", "textbox “Tip”  ()"),
    case(
        "<input name=identifier>",
        Act::Fill,
        "identifier",
        "textbox “”  ()",
    ),
    case(
        "<input type=number name=n><input type=search name=s>",
        Act::Fill,
        "n",
        "spinbutton “”  ()",
    ),
    case(
        "<input type=search name=s>",
        Act::Fill,
        "s",
        "searchbox “”  ()",
    ),
    case(
        "<textarea name=t>text</textarea>",
        Act::Fill,
        "t",
        "textbox “”  (text)",
    ),
    case(
        "<div><div><div>Username</div><div><input name=identifier></div></div><div>\
         <div>Password</div><div><input type=password name=password><button>Show</button></div></div></div>",
        Act::Fill,
        "Username",
        "textbox “”  ()",
    ),
    case(
        "<div>Age <input name=a> and <input name=b></div>",
        Act::Fill,
        "Age",
        "",
    ),
    case(
        "<label>One <input></label><label>One more <input></label>",
        Act::Fill,
        "One",
        "textbox “One”  ()",
    ),
    case(
        "<label>Kind <select><option>A<option>B</select></label>",
        Act::Select,
        "Kind",
        "combobox “Kind” A B (A)",
    ),
    // Links and buttons.
    case(
        "<a href=/x>Create  account</a>",
        Act::Click,
        "Create account",
        "link “Create account” Create account (HERE/x)",
    ),
    case("<a>Nowhere</a>", Act::Click, "Nowhere", ""),
    case(
        "<button aria-label=Close>×</button>",
        Act::Click,
        "×",
        "button “Close” ×",
    ),
    case(
        "<button><img alt='Hugging Face'> <span>Continue</span></button>",
        Act::Click,
        "Hugging Face Continue",
        "button “Hugging Face Continue” Continue",
    ),
    case(
        "<button><div>Continue</div><div>now</div></button>",
        Act::Click,
        "Continue now",
        "button “Continue now” Continue now",
    ),
    case(
        "<input type=submit>",
        Act::Click,
        "Submit",
        "button “Submit”  ()",
    ),
    case(
        "<input type=submit value='Sign in'>",
        Act::Click,
        "Sign in",
        "button “Sign in”  (Sign in)",
    ),
    case(
        "<input type=image alt=Go src=/x.png>",
        Act::Click,
        "Go",
        "button “Go”  ()",
    ),
    case(
        "<div role=button>Do it</div>",
        Act::Click,
        "Do it",
        "button “Do it” Do it",
    ),
    case(
        "<div role='tab x'>First</div>",
        Act::Click,
        "First",
        "tab “First” First",
    ),
    case(
        "<details><summary>More</summary>x</details>",
        Act::Click,
        "More",
        "button “More” More",
    ),
    case(
        "<label><input type=checkbox> I agree</label>",
        Act::Click,
        "I agree",
        "checkbox “I agree”  (on)",
    ),
    case(
        "<input type=checkbox name=terms>",
        Act::Click,
        "terms",
        "checkbox “”  (on)",
    ),
    case(
        "<div><input type=checkbox name=terms><span>Read them</span></div>",
        Act::Click,
        "Read them",
        "checkbox “”  (on)",
    ),
    case(
        "<button name=submit>Sign in</button>",
        Act::Click,
        "submit",
        "",
    ),
    case(
        "<button hidden>Sign in</button><button>Sign in</button>",
        Act::Click,
        "Sign in",
        "button “Sign in” Sign in",
    ),
    case(
        "<button disabled>Sign in</button>",
        Act::Click,
        "Sign in",
        "button “Sign in” Sign in",
    ),
    case(
        "<button>Sign in</button><a href=/up>Sign in</a>",
        Act::Click,
        "Sign in",
        "button “Sign in” Sign in|link “Sign in” Sign in (HERE/up)",
    ),
    // Anything that can be seen.
    case(
        "<div><p>Hello <b>world</b></p></div>",
        Act::See,
        "Hello world",
        "paragraph “” Hello world",
    ),
    case(
        "<div><p>Hello <b>world</b></p></div>",
        Act::See,
        "world",
        "generic “” world",
    ),
    case(
        "<p>One</p><p>One and two</p>",
        Act::See,
        "one",
        "paragraph “” One",
    ),
    case(
        "<p>One</p><p>One and two</p>",
        Act::See,
        "and",
        "paragraph “” One and two",
    ),
    case("<p hidden>Nothing</p>", Act::See, "Nothing", ""),
    case("<img alt='A cat'>", Act::See, "A cat", "img “A cat” "),
    // Roles.
    case(
        "<h2>Top</h2><h3>Next</h3>",
        Act::See,
        "heading=",
        "heading “Top” Top|heading “Next” Next",
    ),
    case(
        "<h2>Top</h2><h3>Next</h3>",
        Act::See,
        "heading=next",
        "heading “Next” Next",
    ),
    case(
        "<div role=alert><p>Wrong password</p></div>",
        Act::See,
        "alert=Wrong password",
        "alert “” Wrong password",
    ),
    case(
        "<nav><ul><li>x</ul></nav>",
        Act::See,
        "listitem=",
        "listitem “” x",
    ),
    case(
        "<fieldset><legend>Plan</legend></fieldset>",
        Act::See,
        "group=Plan",
        "group “Plan” Plan",
    ),
    // Selectors.
    case(
        "<p class=a>x</p><p class=a>y</p>",
        Act::See,
        "`p.a`",
        "paragraph “” x|paragraph “” y",
    ),
    case("<p>x</p>", Act::See, "`main`", ""),
];

/// Runs every case, and tells all that came out otherwise.
pub(crate) async fn check(agent: &mut dyn Agent, app: &LittleApp) {
    let mut wrong = Vec::new();
    for case in CASES {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("html", &format!("<!doctype html><body>{}", case.html))
            .finish();
        agent
            .open(&app.here(&format!("/page?{query}")), LONG)
            .await
            .unwrap();
        let target = match case.target.split_once('=') {
            Some((role, "")) => Target::Role {
                role: role.into(),
                name: None,
            },
            Some((role, name)) => Target::Role {
                role: role.into(),
                name: Some(name.into()),
            },
            None => match case.target.strip_prefix('`') {
                Some(selector) => Target::Css(selector.trim_end_matches('`').into()),
                None => Target::Called(case.target.into()),
            },
        };
        let found = agent.find(&target, case.act).await.unwrap();
        let shown: Vec<String> = found
            .iter()
            .map(|one| {
                let value = one
                    .value
                    .as_ref()
                    .map_or_else(String::new, |v| format!(" ({v})"));
                format!("{} “{}” {}{value}", one.role, one.name, one.text)
            })
            .collect();
        let (shown, expected) = (shown.join("|"), app.localised(case.found));
        if shown != expected {
            wrong.push(format!(
                "{}\n  {:?}\n  found    {shown}\n  expected {expected}",
                case.html, target
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
