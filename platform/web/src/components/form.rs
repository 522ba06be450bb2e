//! Forms: fields with label, hint and error place, the form around them, buttons, filters.

use crate::i18n::Words;
use askama::Template;

/// One option of a select or of radios.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }
}

/// How a field is entered.
#[derive(Debug, Clone)]
pub enum Control {
    Text,
    Password,
    /// One text field, not `type=date`: the pickers of old phones page month by month back to a
    /// birthday, and some show none at all. `kernel::date::parse_day` accepts what people type,
    /// 20261123 included, so that the digits-only keyboard is enough.
    Date,
    /// Yuan, with its unit beside it; read by `kernel::text::parse_money`.
    Money,
    /// A whole number, with its unit beside it where there is one.
    Number,
    Textarea,
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    /// Posts `1` when ticked.
    Checkbox,
    /// `accept` of the file chooser, such as `.xlsx,.csv`.
    File(String),
    /// Several at once.
    Files(String),
    /// A position, which the phone may say itself: what its button says, what while it looks, and what where it finds none.
    Position([String; 3]),
    /// A box that people do not see: what fills it in is a program.
    Trap,
}

/// One input with its label, hint and error place. `id` is `f-<name>`.
#[derive(Debug, Clone, Template)]
#[template(path = "components/field.html")]
pub struct Field {
    pub control: Control,
    pub name: String,
    pub label: String,
    pub value: String,
    pub hint: Option<String>,
    pub error: Option<String>,
    pub unit: Option<String>,
    pub autocomplete: Option<&'static str>,
    pub inputmode: Option<&'static str>,
    /// Set: the word 选填 stands behind the label. Fields are required unless they say otherwise.
    pub optional: Option<String>,
    pub error_prefix: String,
    /// First line of a select that has no value yet.
    pub choose: String,
}

impl Field {
    pub fn new(
        words: Words,
        control: Control,
        name: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        let (hint, unit, inputmode) = match control {
            Control::Date => (Some(words.get("web-date-hint")), None, Some("numeric")),
            Control::Money => (None, Some(words.get("web-unit-yuan")), Some("decimal")),
            Control::Number => (None, None, Some("numeric")),
            _ => (None, None, None),
        };
        Field {
            control,
            name: name.into(),
            label: label.into(),
            value: String::new(),
            hint,
            error: None,
            unit,
            autocomplete: None,
            inputmode,
            optional: None,
            error_prefix: words.labelled(&words.get("web-error-prefix"), ""),
            choose: words.get("web-choose"),
        }
    }

    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// For a checkbox.
    #[must_use]
    pub fn checked(self, is_checked: bool) -> Self {
        self.value(if is_checked { "1" } else { "" })
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    #[must_use]
    pub fn optional(mut self, words: Words) -> Self {
        self.optional = Some(words.get("web-optional"));
        self
    }

    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    #[must_use]
    pub fn inputmode(mut self, mode: &'static str) -> Self {
        self.inputmode = Some(mode);
        self
    }

    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// Takes its error, if any, from what the deed found wrong.
    #[must_use]
    pub fn errors(mut self, words: Words, faults: &[kernel::FieldError]) -> Self {
        if let Some(fault) = faults.iter().find(|fault| fault.field == self.name) {
            self.error = Some(words.field_error(fault));
        }
        self
    }

    /// Of the script beside a position.
    fn locate_href(&self) -> &'static str {
        crate::assets::locate_href()
    }

    fn is_group(&self) -> bool {
        matches!(self.control, Control::Radios(_))
    }

    fn is_chosen(&self, choice: &Choice) -> bool {
        choice.value == self.value
    }

    fn input_type(&self) -> &'static str {
        match self.control {
            Control::Password => "password",
            _ => "text",
        }
    }

    fn width_class(&self) -> &'static str {
        match self.control {
            Control::Date | Control::Money | Control::Number => "short",
            _ => "wide",
        }
    }

    /// Ids of hint and error, for `aria-describedby`.
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("f-{}-hint", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("f-{}-error", self.name));
        }
        ids.join(" ")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    Secondary,
    /// For what cannot be taken back, under a `Confirm`.
    Warn,
}

/// A submit button, or a link that looks like one where `href` is set.
#[derive(Debug, Clone, Template)]
#[template(path = "components/button.html")]
pub struct Button {
    pub kind: ButtonKind,
    pub label: String,
    pub href: Option<String>,
    /// `name` and `value` that a submit button posts, for forms with two ends.
    pub posts: Option<(String, String)>,
}

impl Button {
    pub fn submit(kind: ButtonKind, label: impl Into<String>) -> Self {
        Button {
            kind,
            label: label.into(),
            href: None,
            posts: None,
        }
    }

    pub fn link(kind: ButtonKind, href: impl Into<String>, label: impl Into<String>) -> Self {
        Button {
            kind,
            label: label.into(),
            href: Some(href.into()),
            posts: None,
        }
    }

    fn class(&self) -> &'static str {
        match self.kind {
            ButtonKind::Primary => "button",
            ButtonKind::Secondary => "button secondary",
            ButtonKind::Warn => "button warn",
        }
    }
}

/// A whole form: fields, an optional confirm box, buttons; token and command key included.
/// For a form with a body of its own use the macro `post` of `components/macros.html`.
#[derive(Debug, Clone, Template)]
#[template(path = "components/form.html")]
pub struct Form {
    pub action: String,
    pub csrf: String,
    pub command_key: String,
    pub hidden: Vec<(String, String)>,
    pub fields: Vec<Field>,
    pub confirm: Option<super::Confirm>,
    pub buttons: Vec<Button>,
}

impl Form {
    pub fn new(page: &crate::layout::Page, action: impl Into<String>) -> Self {
        Form {
            action: action.into(),
            csrf: page.csrf.clone(),
            command_key: page.command_key.clone(),
            hidden: Vec::new(),
            fields: Vec::new(),
            confirm: None,
            buttons: Vec::new(),
        }
    }

    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    #[must_use]
    pub fn confirm(mut self, confirm: super::Confirm) -> Self {
        self.confirm = Some(confirm);
        self
    }

    #[must_use]
    pub fn button(mut self, button: Button) -> Self {
        self.buttons.push(button);
        self
    }

    /// A form with a file travels as `multipart/form-data`.
    fn is_multipart(&self) -> bool {
        self.fields
            .iter()
            .any(|f| matches!(f.control, Control::File(_) | Control::Files(_)))
    }
}

/// A filter above a list: a GET form, so that the address carries the filter.
#[derive(Debug, Clone, Template)]
#[template(path = "components/filter.html")]
pub struct FilterForm {
    pub action: String,
    pub label: String,
    pub fields: Vec<Field>,
    pub clear: Option<(String, String)>,
}

impl FilterForm {
    /// `is_filtered` shows the way back to the whole list.
    pub fn new(
        words: Words,
        action: impl Into<String>,
        fields: Vec<Field>,
        is_filtered: bool,
    ) -> Self {
        let action = action.into();
        let clear = is_filtered.then(|| (action.clone(), words.get("web-filter-clear")));
        FilterForm {
            action,
            label: words.get("web-filter"),
            fields,
            clear,
        }
    }
}

/// A form of many rows alike, for who enters ten in a row without a mouse: the columns of a table, a card for each row on a
/// phone. The name of a cell is that of its column with the row behind it: `day_3`.
#[derive(Debug, Clone, Template)]
#[template(path = "components/grid.html")]
pub struct Grid {
    pub action: String,
    pub csrf: String,
    pub command_key: String,
    pub caption: String,
    /// What stands over the numbers of the rows.
    pub row: String,
    pub rows: Vec<Vec<Field>>,
    pub buttons: Vec<Button>,
}

impl Grid {
    pub fn new(
        page: &crate::layout::Page,
        action: impl Into<String>,
        caption: impl Into<String>,
        row: impl Into<String>,
    ) -> Self {
        Grid {
            action: action.into(),
            csrf: page.csrf.clone(),
            command_key: page.command_key.clone(),
            caption: caption.into(),
            row: row.into(),
            rows: Vec::new(),
            buttons: Vec::new(),
        }
    }

    #[must_use]
    pub fn rows(mut self, rows: Vec<Vec<Field>>) -> Self {
        self.rows = rows;
        self
    }

    #[must_use]
    pub fn button(mut self, button: Button) -> Self {
        self.buttons.push(button);
        self
    }

    fn head(&self) -> &[Field] {
        self.rows.first().map_or(&[], Vec::as_slice)
    }
}
