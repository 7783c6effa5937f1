//! The page at the end of a sign-out that has nowhere to go back to.

use askama::Template;

use super::phrases::Language;
use crate::oidc::exchange::Request;

/// The page, which looks like Logto's: a green check, the news, "Powered By". Logto's name is text by way of
/// the style sheet, the drawings are our own.
#[derive(Template)]
#[template(path = "logto/signed_out.html")]
struct SignedOut {
    language: &'static str,
    message: &'static str,
}

/// The page in a language that the request accepts.
pub(super) fn page(request: &Request) -> String {
    let language = Language::of_request(&request.headers, request.query.get("locale"));
    let page = SignedOut {
        language: language.tag(),
        message: message(language),
    };
    // Two strings in a template: nothing there can fail.
    page.render().unwrap_or_default()
}

/// The news. English is Logto's text, the others are our translations of it.
fn message(language: Language) -> &'static str {
    match language.tag() {
        "ar" => "لقد سجلت الخروج بنجاح.",
        "cs-CZ" => "Úspěšně jste se odhlásili.",
        "de" => "Du hast dich erfolgreich abgemeldet.",
        "es" => "Has cerrado sesión correctamente.",
        "fr" => "Vous vous êtes déconnecté avec succès.",
        "it" => "Hai effettuato la disconnessione con successo.",
        "ja" => "サインアウトしました。",
        "ko" => "성공적으로 로그아웃했습니다.",
        "pl-PL" => "Wylogowano pomyślnie.",
        "pt-BR" => "Você saiu com sucesso.",
        "pt-PT" => "Terminou a sessão com sucesso.",
        "ru" => "Вы успешно вышли из системы.",
        "th" => "คุณออกจากระบบเรียบร้อยแล้ว",
        "tr-TR" => "Başarıyla çıkış yaptınız.",
        "uk-UA" => "Ви успішно вийшли.",
        "zh-CN" => "你已成功退出登录。",
        "zh-HK" | "zh-TW" => "你已成功登出。",
        _ => "You have successfully signed out.",
    }
}

#[cfg(test)]
mod tests {
    use http::{Method, header};

    use super::*;

    #[test]
    fn the_news_is_told_in_the_browsers_language() {
        let request = Request::new(Method::GET, "http://localhost:3001", "/session/end/success");
        assert!(page(&request).contains("You have successfully signed out."));
        let german = request.with_header(header::ACCEPT_LANGUAGE, "de-AT,en;q=0.5");
        let page = page(&german);
        assert!(page.contains("<html lang=\"de\">"));
        assert!(page.contains("Du hast dich erfolgreich abgemeldet."));
    }
}
