//! Which operation of the document a request means, and where its parts are described.

use serde_json::Value;

/// The paths of a document, taken apart.
pub(super) struct Routes(Vec<Route>);

struct Route {
    template: String,
    parts: Vec<Part>,
    methods: Vec<String>,
}

enum Part {
    Word(String),
    Parameter(String),
}

/// One method of one path, with what the request put in the path's gaps.
pub(super) struct Operation<'r> {
    pub(super) method: String,
    pub(super) template: &'r str,
    parameters: Vec<(&'r str, String)>,
    queries: Vec<String>,
}

/// What an operation says of its body.
pub(super) struct Request {
    /// JSON pointer of the schema.
    pub(super) schema: String,
    pub(super) required: bool,
}

impl Routes {
    pub(super) fn of(document: &Value) -> Self {
        let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
        Self(paths.map(|(template, item)| Route::new(template, item)).collect())
    }

    /// The operation that a request means, or what is wrong with its address. Words win over gaps: `@me` is not an id.
    pub(super) fn find(&self, method: &str, path: &str) -> Result<Operation<'_>, String> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let method = method.to_ascii_lowercase();
        let fits = self.0.iter().filter_map(|route| Some((route.fill(path)?, route)));
        let mut fits: Vec<_> = fits.collect();
        fits.sort_by_key(|(parameters, _)| parameters.len());
        if fits.is_empty() {
            return Err(format!("{}: no such path", method.to_uppercase()));
        }
        let known = fits.iter().position(|(_, route)| route.methods.contains(&method));
        let Some(at) = known else {
            return Err(format!("{} {}: no such method", method.to_uppercase(), fits[0].1.template));
        };
        let (parameters, route) = fits.swap_remove(at);
        let queries = query.split('&').filter(|pair| !pair.is_empty());
        let queries = queries.map(|pair| pair.split('=').next().unwrap_or(pair).to_owned()).collect();
        Ok(Operation { method, template: &route.template, parameters, queries })
    }
}

impl Route {
    fn new(template: &str, item: &Value) -> Self {
        let part = |word: &str| match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
            Some(name) => Part::Parameter(name.to_owned()),
            None => Part::Word(word.to_owned()),
        };
        let parts = template.split('/').map(part).collect();
        let methods = item.as_object().into_iter().flatten().map(|(method, _)| method.clone()).collect();
        Self { template: template.to_owned(), parts, methods }
    }

    /// What a path puts into the gaps, if it has this shape.
    fn fill(&self, path: &str) -> Option<Vec<(&str, String)>> {
        let words: Vec<_> = path.split('/').collect();
        if words.len() != self.parts.len() {
            return None;
        }
        let mut filled = Vec::new();
        for (part, word) in self.parts.iter().zip(words) {
            match part {
                Part::Word(own) if own == word => {}
                Part::Parameter(name) if !word.is_empty() => {
                    filled.push((name.as_str(), word.to_owned()));
                }
                _ => return None,
            }
        }
        Some(filled)
    }
}

impl Operation<'_> {
    /// The description of the body, if the operation takes one.
    pub(super) fn request(&self, document: &Value) -> Option<Request> {
        let pointer = format!("{}/requestBody", self.pointer());
        let body = document.pointer(&pointer)?;
        let schema = format!("{pointer}/content/application~1json/schema");
        document.pointer(&schema)?;
        Some(Request { schema, required: body.get("required").and_then(Value::as_bool) == Some(true) })
    }

    /// Where the answer of a status is described: `None` if it is not, `Some(None)` if it has no body.
    pub(super) fn response(&self, document: &Value, status: u16) -> Option<Option<String>> {
        let family = format!("{}XX", status / 100);
        let own = [status.to_string(), family].map(|key| format!("{}/responses/{key}", self.pointer()));
        let pointer = own.into_iter().find(|pointer| document.pointer(pointer).is_some())?;
        let shared = document.pointer(&pointer).and_then(|response| response.get("$ref")?.as_str());
        let pointer = shared.map_or(pointer, |shared| shared.trim_start_matches('#').to_owned());
        let schema = format!("{pointer}/content/application~1json/schema");
        Some(document.pointer(&schema).is_some().then_some(schema))
    }

    /// Names of gaps that must hold a snowflake and do not.
    pub(super) fn broken_ids(&self, document: &Value) -> Vec<&str> {
        let described = self.described(document);
        let wants_id = |name: &str| {
            described.iter().any(|parameter| {
                let schema = parameter.pointer("/schema/$ref").and_then(Value::as_str);
                parameter["name"] == name && schema.is_some_and(|schema| schema.ends_with("/SnowflakeType"))
            })
        };
        let broken =
            self.parameters.iter().filter(|(name, word)| wants_id(name) && word.parse::<u64>().is_err());
        broken.map(|(name, _)| *name).collect()
    }

    /// Query parameters that the operation does not describe.
    pub(super) fn unknown_queries(&self, document: &Value) -> Vec<&str> {
        let described = self.described(document);
        let known = |query: &&String| {
            described
                .iter()
                .any(|parameter| parameter["in"] == "query" && parameter["name"] == query.as_str())
        };
        self.queries.iter().filter(|query| !known(query)).map(String::as_str).collect()
    }

    fn described<'d>(&self, document: &'d Value) -> Vec<&'d Value> {
        let item = format!("/paths/{}", escaped(self.template));
        [item, self.pointer()]
            .iter()
            .filter_map(|pointer| document.pointer(pointer)?.get("parameters")?.as_array())
            .flatten()
            .collect()
    }

    fn pointer(&self) -> String {
        format!("/paths/{}/{}", escaped(self.template), self.method)
    }
}

/// A key as a JSON pointer writes it.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
