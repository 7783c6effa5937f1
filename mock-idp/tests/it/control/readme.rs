//! The snippets of the README: the Rust one runs here, the others in `tests/clients/run control`.

#[expect(
    clippy::field_reassign_with_default,
    clippy::print_stdout,
    reason = "reads better to those who copy it"
)]
mod snippet {
    include!("snippet.rs");

    #[tokio::test]
    async fn it_arms_a_tamper_moves_the_clock_and_reads_the_journal() {
        let world = super::super::kit::World::start().await;
        world.machine_token("wrong").await;
        lie_and_look(world.idp.control_url()).await.unwrap();
        assert_eq!(world.idp.tampers().list().len(), 1);
        assert!(world.client.clock().await.unwrap().offset_millis >= 61_000);
    }
}

#[test]
fn what_the_readme_shows_is_what_was_run() {
    let readme = include_str!("../../../../README.md");
    for (language, file) in [
        ("rust,no_run", include_str!("snippet.rs")),
        ("js", include_str!("../../clients/control/snippet.mjs")),
        ("python", include_str!("../../clients/control/snippet.py")),
    ] {
        let block = format!("```{language}\n{file}```\n");
        assert!(
            readme.contains(&block),
            "README.md does not show this:\n{block}"
        );
    }
}
