//! Row 33: who has an address today does not find the account of whoever had it before.

use practices::PERSON_IS_SUB;

use crate::probe::{broken, control, holds, not_tried};
use crate::{NotTried, Person, Stage, Tried, Visitor};

/// What the first person keeps.
const NOTE: &str = "kept by whoever had this address before";

pub(super) async fn run(stage: &Stage) -> Tried {
    let like = stage.person()?.clone();
    let email = format!("{}@acme.example", super::unheard_of("reused"));
    let first = stage.fake.add_colleague(&like, &email).await?;
    let mut visitor = entered(stage, &first).await?;
    let Some(notebook) = stage.notebook(&mut visitor, NOTE).await? else {
        let why = "no form was found that keeps what a person writes, so no account can be told from another";
        return Ok(vec![not_tried(&PERSON_IS_SUB, why)]);
    };
    stage.fake.delete_person(&first).await?;
    let second = stage.fake.add_colleague(&like, &email).await?;
    control(second.id != first.id, "the fake gave the address its former id")?;
    let mut heir = entered(stage, &second).await?;
    Ok(vec![if stage.is_noted(heir.browser.as_mut(), &notebook, NOTE).await? {
        let what = "somebody new with the address of somebody who left finds their account: it is found by e-mail";
        broken(&PERSON_IS_SUB, what)
    } else {
        holds(&PERSON_IS_SUB)
    }])
}

async fn entered(stage: &Stage, person: &Person) -> Result<Visitor, NotTried> {
    let mut visitor = Visitor { person: person.clone(), browser: stage.browser() };
    stage.enter(&mut visitor).await?;
    Ok(visitor)
}
