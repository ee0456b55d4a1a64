//! A scene: who requested what from whom, and how long each cookie and token lived meanwhile.
//!
//! The fake makes a [`Scene`] of its exchanges, and the checker and the stories one of a [`Play`]: what their browsers requested. Each is drawn by the same code: as [SVG](Scene::to_svg), as a sequence diagram of
//! [Mermaid](Scene::to_mermaid), as [text](Scene::to_text), as a [page](Scene::to_html) that needs nothing but itself, and as a [figure](Scene::to_figure) of a page.
//! The same scene becomes the same bytes. A scene has names and shapes; whoever makes it leaves the values out.

mod about;
mod columns;
mod density;
mod escape;
mod figure;
mod html;
mod layout;
mod letters;
mod life;
mod links;
mod mermaid;
mod part;
mod play;
mod scene;
mod svg;
mod text;

pub use about::{About, Fact};
pub use density::{Density, UnknownDensityError};
pub use html::{Form, View};
pub use life::{Death, Life, LifeKind, Lingering};
pub use links::Links;
pub use play::{Act, Call, Credential, Delivery, Hop, Place, Play, Reply, Sender};
pub use scene::{Carried, Group, Lane, Mark, Message, MessageKind, Scene, Weight};

/// The style of a scene in a page: link or embed it once, beside any number of [fragments](Scene::to_fragment).
pub const STYLE: &str = concat!(include_str!("scene.css"), include_str!("page.css"));

/// The style of [figures](Scene::to_figure).
pub const FIGURE_STYLE: &str = concat!(include_str!("scene.css"), include_str!("figure.css"));
