//! A program on this machine that reads text and writes its translation.
//!
//! ```toml
//! [[engine]]
//! name = "apertium"
//! kind = "command"
//! pairs = ["id-ms"]
//! program = "apertium"
//! arguments = ["{from}-{to}"]
//! codes = { id = "ind", ms = "zlm" }
//! display = "Apertium"
//! craft = "rules"
//! marks_unknown = true
//! ```
//!
//! A whole batch goes in one call: a paragraph a line, an empty line between two, so that
//! programs that work by lines and those that work by paragraphs both keep them apart.
//! As many paragraphs must come out. No shell is between.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::Error;
use toml::de::ValueDeserializer;

use crate::domain::ask::RunAsk;
use crate::domain::capability::{Capability, Craft, Limits, Protection, Reach, Sight};
use crate::domain::{Ask, Instant, Lane, Language, Reply, Within};
use crate::engine::{Batch, Context, Engine, EngineError, Kind, Step, wire};

/// This kind of engine.
pub const KIND: Kind = Kind {
    name: "command",
    sentence: "a program on this machine that reads text and writes its translation",
    evidence: "run with the program `apertium` 3.8.3 of Debian, Indonesian to Malay",
    example: "[[engine]]\nname = \"apertium\"\nkind = \"command\"\npairs = [\"id-ms\"]\n\
              program = \"apertium\"\narguments = [\"{from}-{to}\"]\n\
              codes = { id = \"ind\", ms = \"zlm\" }\ndisplay = \"Apertium\"\n\
              craft = \"rules\"\nmarks_unknown = true\n",
    schema: Options::json_schema,
    build,
};

/// How the program translates, for the label that readers see.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum How {
    /// By rules.
    Rules,
    /// By a trained model.
    Trained,
}

/// The table of a `command` engine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The program, by name or path. Required.
    program: String,
    /// Its arguments; `{from}` and `{to}` become the languages' codes. Default none.
    #[serde(default)]
    arguments: Vec<String>,
    /// Codes of languages where the program's are not the tags: `{ id = "ind" }`.
    #[serde(default)]
    codes: BTreeMap<String, String>,
    /// What readers are told made the translation. Default: the program.
    #[serde(default)]
    display: Option<String>,
    /// How it translates: `rules` or `trained`. Required, since readers are told.
    craft: How,
    /// Whether it marks words it does not know with a leading `*`. Default false.
    #[serde(default)]
    marks_unknown: bool,
    /// Characters in one paragraph, 100 to 100,000; a longer one goes by sentences.
    /// Default 10,000.
    #[serde(default)]
    chars_max: Within<100, 100_000, 10_000>,
    /// Seconds one call may take, 1 to 600. Default 60.
    #[serde(default)]
    limit_secs: Within<1, 600, 60>,
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let options = Options::deserialize(table)?;
    if options.program.trim().is_empty() {
        return Err(Error::custom("`program` is empty; name the program to run"));
    }
    // A path with a folder in it starts at the home; a bare name is looked up.
    let program = if options.program.contains('/') {
        context.home.join(&options.program).to_string_lossy().into_owned()
    } else {
        options.program.clone()
    };
    Ok(Arc::new(Command { name: context.name.clone(), program, options }))
}

#[derive(Debug)]
struct Command {
    name: String,
    program: String,
    options: Options,
}

impl Command {
    fn ask(&self, batch: &Batch) -> Step {
        let code = |language: &Language| wire::code(language, &self.options.codes, &[]);
        let (from, to) = (code(&batch.from), code(&batch.to));
        let fill = |word: &String| word.replace("{from}", &from).replace("{to}", &to);
        let lines: Vec<String> = batch.texts.iter().map(|text| line(text)).collect();
        Step::Ask(Box::new(Ask::Run(RunAsk {
            program: self.program.clone(),
            arguments: self.options.arguments.iter().map(fill).collect(),
            input: format!("{}\n", lines.join("\n\n")).into_bytes(),
            limit: Duration::from_secs(self.options.limit_secs.get()),
        })))
    }

    fn read(&self, batch: &Batch, output: &[u8]) -> Result<Step, EngineError> {
        let text = std::str::from_utf8(output)
            .map_err(|_| wire::malformed(self.display(), "its output is not UTF-8"))?;
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let texts = lines.into_iter().map(|line| Some(line.to_owned())).collect();
        wire::answers(self.display(), batch, texts).map(Step::Answers)
    }
}

/// A paragraph as one line.
fn line(text: &str) -> String {
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

impl Engine for Command {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn display(&self) -> &str {
        self.options.display.as_deref().unwrap_or(&self.options.program)
    }

    fn capability(&self) -> Capability {
        Capability {
            reach: Reach::Local,
            craft: match self.options.craft {
                How::Rules => Craft::Rules,
                How::Trained => Craft::Trained,
            },
            protection: Protection::Marks,
            limits: Limits {
                texts_max: 200,
                text_chars_max: self.options.chars_max.count(),
                request_chars_max: self.options.chars_max.count().max(100_000),
                gap: Duration::ZERO,
            },
            paid: false,
            marks_unknown: self.options.marks_unknown,
            sees: Sight::Text,
        }
    }

    fn takes(&self, from: &Language, to: &Language) -> bool {
        from != to
    }

    fn lane(&self) -> Lane {
        Lane::engine(&self.name)
    }

    fn next(&self, batch: &Batch, replies: &[Reply], _: Instant) -> Result<Step, EngineError> {
        if batch.texts.is_empty() {
            return Ok(Step::Answers(Vec::new()));
        }
        match replies.first() {
            None => Ok(self.ask(batch)),
            Some(Reply::Output(output)) => self.read(batch, output),
            Some(_) => Err(wire::malformed(self.display(), "no output")),
        }
    }
}
