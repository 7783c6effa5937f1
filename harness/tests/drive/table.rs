//! The acts that every agent has to do alike: a name, what is done, and what has to come of it.

use std::{pin::Pin, time::Duration};

use harness::drive::agent::{Act, Agent, AgentError};

use crate::{
    little_app::LittleApp,
    person::{LONG, Person, called},
};

/// What a case does with an agent. It panics where something else comes of it than has to.
pub(crate) type Case =
    for<'a> fn(&'a mut dyn Agent, &'a LittleApp) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

macro_rules! cases {
    ($($name:ident($person:ident) $body:block)*) => {
        /// Every case by its name.
        pub(crate) fn table() -> Vec<(&'static str, Case)> {
            $(fn $name<'a>(
                agent: &'a mut dyn Agent,
                app: &'a LittleApp,
            ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
                Box::pin(async move {
                    let mut $person = Person { agent, app };
                    let $person = &mut $person;
                    $body
                })
            })*
            vec![$((stringify!($name), $name as Case)),*]
        }
    };
}

cases! {
    a_page_is_what_the_user_sees(person) {
        person.opens_page(
            "<title> Two\n words </title><h1>Head</h1><p>One <b>bold</b>\n word</p><ul><li>a<li>b</ul>\
             line<br>break<div hidden>no</div><div style='display: none'>no</div>\
             <script>no</script><table><tr><td>c<td>d</table><button>B</button>",
        ).await;
        let page = person.agent.page().await.unwrap();
        assert_eq!(page.title, "Two words");
        assert_eq!(page.status, Some(200));
        assert!(page.html.contains("<h1>Head</h1>"), "{}", page.html);
        assert_eq!(page.text, "Head\nOne bold word\na\nb\nline\nbreak\nc d\nB");
    }

    links_are_followed(person) {
        person.opens("HERE/").await;
        person.clicks("The form").await;
        person.is_at("HERE/form").await;
        person.opens_page("<base href='THERE/x/'><a href='../cookies?q#part' target=_blank>Go</a>").await;
        person.clicks("Go").await;
        person.is_at("THERE/cookies?q#part").await;
        person.sees("none").await;
    }

    fragments_stay_on_the_page(person) {
        person.opens_page("<a href='#part'>Down</a><p id=part>Here").await;
        person.clicks("Down").await;
        let page = person.agent.page().await.unwrap();
        assert!(page.url.ends_with("#part"), "{}", page.url);
        assert_eq!(page.text, "Down\nHere");
    }

    a_form_is_filled_and_sent(person) {
        person.opens("HERE/form").await;
        person.fills("Username", "first").await;
        person.fills("username", "ada & co").await;
        person.fills("Password", "wonderland-42").await;
        person.fills("About you", "line\nnext é").await;
        person.selects("Country", "France").await;
        person.clicks("I agree to the terms").await;
        person.clicks("Paid").await;
        person.clicks("Sign in").await;
        person.is_at("HERE/echo").await;
        person.sees(
            "POST /echo\napplication/x-www-form-urlencoded\n\
             identifier=ada+%26+co&password=wonderland-42&about=line%0D%0Anext+%C3%A9&country=fr&\
             terms=yes&plan=paid&csrf=x%26y&submit=in",
        ).await;
    }

    another_button_sends_elsewhere(person) {
        person.opens("HERE/form").await;
        person.fills("identifier", "ada").await;
        person.clicks("Create account").await;
        person.is_at("HERE/echo?up").await;
        person.sees(
            "POST /echo?up\napplication/x-www-form-urlencoded\n\
             identifier=ada&password=&about=&country=&plan=free&csrf=x%26y&submit=up",
        ).await;
    }

    enter_presses_the_first_button(person) {
        person.opens("HERE/form").await;
        person.fills("Username", "ada").await;
        person.agent.press("Enter", LONG).await.unwrap();
        person.sees(
            "POST /echo\napplication/x-www-form-urlencoded\n\
             identifier=ada&password=&about=&country=&plan=free&csrf=x%26y&submit=in",
        ).await;
    }

    a_form_is_submitted_without_naming_a_button(person) {
        for target in [None, Some(called("Password")), Some(called("Create account"))] {
            person.opens("HERE/form").await;
            person.fills("Username", "ada").await;
            person.agent.submit(target.as_ref(), LONG).await.unwrap();
            person.is_at("HERE/echo").await;
        }
    }

    fields_are_entered_and_sent_in_one_go(person) {
        person.opens("HERE/form").await;
        let fields = [
            ("input[name=identifier]", "ada & co".to_owned()),
            ("input[name=password]", "wonderland-42".to_owned()),
        ];
        person.agent.enter(&fields, LONG).await.unwrap();
        person.sees(
            "POST /echo\napplication/x-www-form-urlencoded\n\
             identifier=ada+%26+co&password=wonderland-42&about=&country=&plan=free&csrf=x%26y&submit=in",
        ).await;
    }

    a_form_by_get_replaces_the_query(person) {
        person.opens_page(
            "<form action='HERE/echo?gone=1'><input name=q value='a b'><button>Find</button></form>",
        ).await;
        person.clicks("Find").await;
        person.is_at("HERE/echo?q=a+b").await;
    }

    controls_outside_belong_by_their_form_attribute(person) {
        person.opens_page(
            "<form id='op.form' method=post action='HERE/echo'><input type=hidden name=a value=1></form>\
             <input type=hidden form='op.form' name=b value=2>\
             <button form='op.form' name=c value=3>Go</button>",
        ).await;
        person.clicks("Go").await;
        person.sees("POST /echo\napplication/x-www-form-urlencoded\na=1&b=2&c=3").await;
    }

    a_form_as_plain_text(person) {
        person.opens_page(
            "<form method=post enctype=text/plain action='HERE/echo'>\
             <input name=a value='b c'><button>Go</button></form>",
        ).await;
        person.clicks("Go").await;
        person.sees("POST /echo\ntext/plain\na=b c").await;
    }

    redirects_by_status(person) {
        for (status, method) in [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
            person.opens_page(&format!(
                "<form method=post action='HERE/redirect/{status}?to=/echo'>\
                 <input type=hidden name=a value=1><button>Go</button></form>",
            )).await;
            person.clicks("Go").await;
            person.is_at("HERE/echo").await;
            let page = person.agent.page().await.unwrap();
            assert!(page.text.starts_with(&format!("{method} /echo")), "{status}: {}", page.text);
            assert_eq!(page.text.contains("a=1"), method == "POST", "{status}: {}", page.text);
        }
    }

    many_redirects_and_too_many(person) {
        person.opens("HERE/hop/19").await;
        person.is_at("HERE/hop/0").await;
        let address = person.app.here("/hop/40");
        let error = person.agent.open(&address, LONG).await.unwrap_err();
        assert!(matches!(error, AgentError::Unreachable { .. }), "{error}");
    }

    a_redirect_inherits_the_fragment(person) {
        person.opens("HERE/redirect/302?to=/cookies#part").await;
        person.is_at("HERE/cookies#part").await;
    }

    cookies_travel_as_they_should(person) {
        person.opens(
            "HERE/cookies/set?c=strict%3D1;SameSite%3DStrict&c=lax%3D1;SameSite%3DLax&\
             c=none%3D1;SameSite%3DNone;Secure&c=secure%3D1;Secure;HttpOnly;SameSite%3DLax&\
             c=path%3D1;Path%3D/cookies&c=gone%3D1;Max-Age%3D0",
        ).await;
        person.opens("HERE/cookies").await;
        person.sees("strict=1; lax=1; none=1; secure=1; path=1").await;
        person.opens("THERE/cookies").await;
        person.sees("none").await;
        // From another site: Strict stays away; by POST, Lax does as well. What has no SameSite
        // travels for two minutes.
        let link = "THERE/page?html=<a href='HERE/cookies'>Back</a>";
        person.opens(link).await;
        person.clicks("Back").await;
        person.sees("lax=1; none=1; secure=1; path=1").await;
        let form = "THERE/page?html=<form method=post action='HERE/cookies'><button>Back</button></form>";
        person.opens(form).await;
        person.clicks("Back").await;
        person.sees("none=1; path=1").await;
    }

    cookies_can_be_read(person) {
        person.opens(
            "HERE/cookies/set?c=a%3D1;HttpOnly;SameSite%3DLax&c=b%3D2;Secure;Path%3D/form",
        ).await;
        // From somewhere else, too.
        person.opens("THERE/").await;
        let address = person.app.here("/form");
        let mut cookies = person.agent.cookies(&address).await.unwrap();
        cookies.sort_by(|one, other| one.name.cmp(&other.name));
        let shown: Vec<String> = cookies
            .iter()
            .map(|c| format!(
                "{}={} {} {} http-only {} secure {} {:?}",
                c.name, c.value, c.domain, c.path, c.http_only, c.secure, c.same_site
            ))
            .collect();
        assert_eq!(shown, ["b=2 127.0.0.1 /form http-only false secure true None"]);
        let address = person.app.here("/cookies/x");
        assert_eq!(person.agent.cookies(&address).await.unwrap()[0].name, "a");
        let address = person.app.there("/cookies/x");
        assert_eq!(person.agent.cookies(&address).await.unwrap(), []);
    }

    a_form_that_posts_itself_across_sites(person) {
        // `response_mode=form_post`: the cookie of the app that waits for the callback is Lax.
        person.opens("HERE/cookies/set?c=lax%3D1;SameSite%3DLax;Path%3D/&c=none%3D1;SameSite%3DNone;Secure;Path%3D/").await;
        person.opens(
            "THERE/page?html=<!doctype html><head><title>Submitting Callback</title><script>\
             document.addEventListener('DOMContentLoaded', function () {\
             document.forms[0].submit() });</script></head><body>\
             <form method='post' action='HERE/cookies'>\
             <input type='hidden' name='code' value='x'/>\
             <noscript>Your browser does not support JavaScript.<button>Continue</button></noscript>\
             </form></body>",
        ).await;
        person.is_at("HERE/cookies").await;
        person.sees("none=1").await;
    }

    a_page_whose_body_submits_its_form(person) {
        person.opens(
            "THERE/page?html=<!doctype html><head><title>Sign Out</title></head>\
             <body onload=\"document.getElementById('op.logoutForm').submit()\">\
             <form id='op.logoutForm' method='post' action='THERE/redirect/303?to=HERE/echo'>\
             <input type='hidden' name='xsrf' value='abc'/></form>\
             <input type='hidden' form='op.logoutForm' name='logout' value='yes'/></body>",
        ).await;
        person.is_at("HERE/echo").await;
    }

    a_page_that_refreshes_at_once(person) {
        person.opens("HERE/page?html=<meta http-equiv=refresh content='0; url=/form'>Wait").await;
        person.is_at("HERE/form").await;
    }

    chains_of_such_pages(person) {
        person.opens_page("<a href='HERE/redirect/302?to=/page?html=%253Cmeta http-equiv=refresh content=%25270;url=/redirect/303?to=/form%2527%253E'>Go</a>").await;
        person.clicks("Go").await;
        person.is_at("HERE/form").await;
    }

    what_a_server_sees_of_where_one_comes_from(person) {
        person.opens("HERE/headers").await;
        person.sees("GET\nreferer: -\norigin: -\nsec-fetch-site: none\nsec-fetch-mode: navigate\nsec-fetch-dest: document").await;
        person.opens("THERE/page?html=<a href='HERE/headers'>Go</a>").await;
        person.clicks("Go").await;
        person.sees("GET\nreferer: THERE/\norigin: -\nsec-fetch-site: cross-site\nsec-fetch-mode: navigate\nsec-fetch-dest: document").await;
        person.opens("HERE/page?html=<form method=post action=/headers><button>Go</button></form>").await;
        let address = person.agent.page().await.unwrap().url;
        person.clicks("Go").await;
        person.sees(&format!("POST\nreferer: {address}\norigin: HERE\nsec-fetch-site: same-origin\nsec-fetch-mode: navigate\nsec-fetch-dest: document")).await;
        person.opens("THERE/page?html=<form method=post action=HERE/redirect/307?to=/headers><button>Go</button></form>").await;
        person.clicks("Go").await;
        person.sees("POST\nreferer: THERE/\norigin: THERE\nsec-fetch-site: cross-site\nsec-fetch-mode: navigate\nsec-fetch-dest: document").await;
    }

    statuses_and_documents_that_are_not_html(person) {
        person.opens("HERE/status/404").await;
        let page = person.agent.page().await.unwrap();
        assert_eq!((page.status, page.text.as_str()), (Some(404), "Status 404"));
        person.opens("HERE/json").await;
        person.sees("{\"a\":[1,2]}").await;
    }

    answers_that_leave_the_page_where_it_is(person) {
        for path in ["/status/204", "/download"] {
            person.opens_page(&format!("<a href='HERE{path}'>Go</a>")).await;
            person.clicks("Go").await;
            person.sees("Go").await;
        }
    }

    nobody_listens(person) {
        let error = person.agent.open("http://127.0.0.1:1/", LONG).await.unwrap_err();
        assert!(matches!(error, AgentError::Unreachable { .. }), "{error}");
        person.opens_page("<a href='http://127.0.0.1:1/'>Go</a>").await;
        let error = person.agent.click(&called("Go"), LONG).await.unwrap_err();
        assert!(matches!(error, AgentError::Unreachable { .. }), "{error}");
    }

    what_is_not_there_is_told_with_what_is(person) {
        person.opens("HERE/form").await;
        let short = Duration::from_millis(50);
        let error = person.agent.click(&called("Sign out"), short).await.unwrap_err();
        let told = error.to_string();
        assert!(told.starts_with("“Sign out” is not on the page"), "{told}");
        assert!(
            told.ends_with(": the page has checkboxes “I agree to the terms”, radios “Free”, “Paid”, \
                            buttons “Sign in”, “Create account”, “Show password”"),
            "{told}"
        );
        let error = person.agent.fill(&called("Email"), "x", short).await.unwrap_err();
        assert!(error.to_string().ends_with(": the page has fields “Username”, “Password”, “About you”"), "{error}");
        let error = person.agent.select(&called("Country"), "Spain", short).await.unwrap_err();
        assert!(
            error.to_string().ends_with("it has no option “Spain”, only “Choose…”, “Germany”, “France”"),
            "{error}"
        );
    }

    what_cannot_be_used_says_why(person) {
        let short = Duration::from_millis(50);
        person.opens_page(
            "<form action=HERE/echo><input name=a required aria-label=Email><button>Send</button></form>\
             <button disabled>Off</button><button hidden>Unseen</button>\
             <input aria-label=Fixed readonly><button>New one</button><button>New two</button>",
        ).await;
        for (name, act, why) in [
            ("Off", Act::Click, "it is disabled"),
            ("Unseen", Act::Click, "it is hidden"),
            ("Fixed", Act::Fill, "it is read-only"),
            ("New", Act::Click, "it is not clear which is meant: “New one” or “New two”"),
        ] {
            let error = match act {
                Act::Fill => person.agent.fill(&called(name), "x", short).await.unwrap_err(),
                Act::Click | Act::Select | Act::See => person.agent.click(&called(name), short).await.unwrap_err(),
            };
            assert!(matches!(error, AgentError::NotReady { .. }), "{name}: {error}");
            assert!(error.to_string().ends_with(why), "{name}: {error}");
        }
        let error = person.agent.click(&called("Send"), short).await.unwrap_err();
        assert!(error.to_string().contains("the form cannot be sent: the field “Email” "), "{error}");
    }

    details_open_and_forms_reset(person) {
        person.opens_page(
            "<details><summary>More</summary>Hidden <a href=HERE/form>The form</a></details>\
             <form action=HERE/echo><input name=a value=1 aria-label=A><button type=reset>Undo</button>\
             <button>Send</button></form>",
        ).await;
        person.sees("More\nUndoSend").await;
        person.clicks("More").await;
        person.sees("More\nHidden The form\nUndoSend").await;
        person.fills("A", "2").await;
        person.clicks("Undo").await;
        person.clicks("Send").await;
        person.is_at("HERE/echo?a=1").await;
    }

    what_a_tick_box_sends_is_what_was_clicked(person) {
        person.opens_page(
            "<form action=HERE/echo><input type=checkbox name=a checked aria-label=A>\
             <input type=checkbox name=b id=b style='position:absolute;opacity:0'><label for=b>B</label>\
             <select name=c multiple aria-label=C><option>1<option>2<option>3</select><button>Send</button></form>",
        ).await;
        person.clicks("A").await;
        person.clicks("B").await;
        person.selects("C", "1").await;
        person.selects("C", "3").await;
        person.clicks("Send").await;
        person.is_at("HERE/echo?b=on&c=1&c=3").await;
    }
}
