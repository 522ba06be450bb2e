//! What a test asks of Chromium in Chromium's own protocol, because the common one has no words for it.

use crate::browser::{Client, Look};
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

#[derive(Debug)]
struct Command {
    name: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.expect("a browser that is open");
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.name, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

async fn ask(client: &Client, name: &'static str, parameters: Value) {
    let command = Command { name, parameters };
    let answer = client.issue_cmd(command).await;
    answer.unwrap_or_else(|error| panic!("{name}: {error}"));
}

/// Lays the page that is open out anew for a window of another size, and all that come after it.
pub async fn resize(client: &Client, look: Look) {
    let parameters = json!({
        "width": look.width,
        "height": look.height,
        "deviceScaleFactor": 1,
        "mobile": look.width < 600,
    });
    ask(client, "Emulation.setDeviceMetricsOverride", parameters).await;
}

/// Has the browser read a script on each page that comes from now on, before the page's own.
pub async fn before_each_page(client: &Client, script: &str) {
    let parameters = json!({ "source": script });
    ask(client, "Page.addScriptToEvaluateOnNewDocument", parameters).await;
}
