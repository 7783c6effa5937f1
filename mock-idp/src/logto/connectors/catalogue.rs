//! The kinds of connector that the mock has.

use super::{
    factory::{Factory, Kind},
    form,
};

/// The kind of that id.
pub fn factory(id: &str) -> Option<&'static Factory> {
    FACTORIES.iter().find(|factory| factory.id == id)
}

/// All of them.
pub const FACTORIES: &[Factory] = &[
    Factory {
        id: super::huggingface::FACTORY,
        kind: Kind::Social,
        target: "huggingface",
        platform: Some("Universal"),
        name: &[("en", "Hugging Face")],
        description: &[(
            "en",
            "Hugging Face is a machine learning (ML) and data science platform and community that \
             helps users build, deploy and train machine learning models.",
        )],
        logo: ("\u{1f917}", "none"),
        is_standard: false,
        is_token_storage_supported: false,
        form_items: Some(form::huggingface),
        check: super::huggingface::check,
        config_template: None,
    },
    Factory {
        id: super::oauth2::FACTORY,
        kind: Kind::Social,
        target: "oauth2",
        platform: Some("Universal"),
        name: &[("en", "OAuth 2.0"), ("zh-CN", "OAuth 2.0")],
        description: &[
            (
                "en",
                "The OAuth 2.0 authorization framework enables a third-party application to obtain \
                 limited access to an HTTP service.",
            ),
            (
                "zh-CN",
                "OAuth 2.0 授权框架是的第三方应用能够有权限访问 HTTP 服务。",
            ),
        ],
        logo: ("OAuth", "#444b5a"),
        is_standard: true,
        is_token_storage_supported: false,
        form_items: Some(form::oauth2),
        check: super::oauth2::check,
        config_template: None,
    },
    Factory {
        id: super::oidc::FACTORY,
        kind: Kind::Social,
        target: "oidc",
        platform: Some("Universal"),
        name: &[("en", "OIDC"), ("zh-CN", "OIDC")],
        description: &[
            (
                "en",
                "OpenID Connect 1.0 is a simple identity layer on top of the OAuth 2.0 protocol.",
            ),
            (
                "zh-CN",
                "OpenID Connect 1.0 是基于 OAuth 2.0 协议的一个简单身份层。",
            ),
        ],
        logo: ("OIDC", "#c0561b"),
        is_standard: true,
        is_token_storage_supported: true,
        form_items: Some(form::oidc),
        check: super::oidc::check,
        config_template: None,
    },
    Factory {
        id: super::mock_social::FACTORY,
        kind: Kind::Social,
        target: "mock-social",
        platform: Some("Universal"),
        name: &[
            ("en", "Mock Social"),
            ("zh-CN", "Mock 社交登录"),
            ("ko", "Mock Social"),
            ("tr-TR", "Mock Social"),
        ],
        description: &[
            ("en", "Social mock connector description"),
            ("zh-CN", "Mock 社交登录连接器的描述"),
            ("ko", "Social mock connector description"),
            ("tr-TR", "Social mock connector description"),
        ],
        logo: ("Mock", "#5d34f2"),
        is_standard: false,
        is_token_storage_supported: true,
        form_items: None,
        check: |_| Ok(()),
        config_template: Some("{}\n"),
    },
    mail("mock-email-service", "mock-mail"),
    mail("mock-email-service-alternative", "mock-mail-alternative"),
    Factory {
        id: "mock-short-message-service",
        kind: Kind::Sms,
        target: "mock-sms",
        platform: None,
        name: &[
            ("en", "Mock SMS Service"),
            ("zh-CN", "Mock 短信服务"),
            ("tr-TR", "Mock SMS Servis"),
            ("ko", "Mock SMS Service"),
        ],
        description: &[
            ("en", "The description of Mock SMS Service."),
            ("zh-CN", "Mock 短信服务的描述。"),
            ("tr-TR", "Mock SMS Servis açıklaması."),
            ("ko", "The description of Mock SMS Service."),
        ],
        logo: ("SMS", "#197a4b"),
        is_standard: false,
        is_token_storage_supported: false,
        form_items: None,
        check: super::messages::check_sms,
        config_template: Some(form::SMS_TEMPLATE),
    },
];

const fn mail(id: &'static str, target: &'static str) -> Factory {
    Factory {
        id,
        kind: Kind::Email,
        target,
        platform: None,
        name: &[
            ("en", "Mock Mail Service"),
            ("zh-CN", "Mock 邮件服务"),
            ("tr-TR", "Mock Mail Servis"),
            ("ko", "Mock Mail Service"),
        ],
        description: &[
            ("en", "The description of Mock Mail Service."),
            ("zh-CN", "Mock 邮件服务的描述。"),
            ("tr-TR", "Mock Mail Servis açıklaması."),
            ("ko", "The description of Mock SMS Service."),
        ],
        logo: ("Mail", "#1b6ac0"),
        is_standard: false,
        is_token_storage_supported: false,
        form_items: None,
        check: super::messages::check_mail,
        config_template: Some(form::MAIL_TEMPLATE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_targets_are_one_of_a_kind() {
        for (n, one) in FACTORIES.iter().enumerate() {
            assert!(FACTORIES[n + 1..].iter().all(|other| one.id != other.id));
            assert!(
                FACTORIES[n + 1..]
                    .iter()
                    .all(|other| one.target != other.target)
            );
        }
        assert_eq!(
            factory("huggingface-universal").unwrap().target,
            "huggingface"
        );
    }
}
