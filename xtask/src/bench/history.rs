//! Histories of any length, in the shape that `alembic revision` writes.
use std::path::Path;

use anyhow::Result;

use crate::shell;

const BRANCHES: usize = 500;

/// What the revisions of a history do.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// Nothing, one after the other.
    Linear,
    /// Nothing; of every ten, the eighth and ninth are siblings and the tenth merges them.
    Branchy,
    /// Nothing, in 500 branches of one base that never meet.
    Branches,
    /// Each makes a table with an index and a foreign key to the table before.
    Tables,
}

const WORDS: &[&str] = &[
    "account", "invoice", "order", "customer", "product", "ledger", "payment", "shipment",
    "address", "contract", "session", "device", "report", "ticket", "message", "quota", "region",
    "vendor", "catalog", "audit",
];

/// Lays out a project with a history of some length.
pub fn generate(folder: &Path, kind: Kind, length: usize, url: &str) -> Result<()> {
    let plain = shell::workspace().join("tests/projects/plain");
    let versions = folder.join("alembic/versions");
    fs_err::create_dir_all(&versions)?;
    for name in ["alembic.ini", "alembic/env.py", "alembic/script.py.mako"] {
        let text = fs_err::read_to_string(plain.join(name))?;
        fs_err::write(folder.join(name), text.replace("$URL", url))?;
    }
    for number in 0..length {
        let message = message(kind, number);
        let name = format!("{}_{}.py", revision(number), message.replace(' ', "_"));
        fs_err::write(versions.join(name), script(kind, number, &message))?;
    }
    Ok(())
}

fn script(kind: Kind, number: usize, message: &str) -> String {
    let parents: Vec<_> = parents(kind, number).into_iter().map(revision).collect();
    let down = match parents.as_slice() {
        [] => "None".to_owned(),
        [one] => format!("'{one}'"),
        several => format!("('{}')", several.join("', '")),
    };
    let (upgrade, downgrade) = match kind {
        Kind::Linear | Kind::Branchy | Kind::Branches => ("pass".to_owned(), "pass".to_owned()),
        Kind::Tables => bodies(number),
    };
    let (revision, revises) = (revision(number), parents.join(", "));
    let (day, hour) = (number / 24 % 28 + 1, number % 24);
    format!(
        r#""""{message}

Revision ID: {revision}
Revises: {revises}
Create Date: 2020-01-{day:02} {hour:02}:00:00.123456

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '{revision}'
down_revision: Union[str, Sequence[str], None] = {down}
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    {upgrade}


def downgrade() -> None:
    """Downgrade schema."""
    {downgrade}
"#
    )
}

fn parents(kind: Kind, number: usize) -> Vec<usize> {
    match (kind, number % 10) {
        _ if number == 0 => Vec::new(),
        (Kind::Branchy, 8) => vec![number - 2],
        (Kind::Branchy, 9) => vec![number - 2, number - 1],
        (Kind::Branches, _) => vec![number.saturating_sub(BRANCHES)],
        _ => vec![number - 1],
    }
}

fn message(kind: Kind, number: usize) -> String {
    match kind {
        Kind::Tables => format!("create {} table", table_name(number)),
        _ => format!("change {} number {number}", WORDS[number % WORDS.len()]),
    }
}

pub(super) fn table_name(number: usize) -> String {
    format!("{}_{number:05}", WORDS[number % WORDS.len()])
}

fn bodies(number: usize) -> (String, String) {
    let name = table_name(number);
    // The first refers to itself.
    let parent = table_name(number.saturating_sub(1));
    let upgrade = format!(
        "op.create_table('{name}',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=True),
    sa.Column('amount', sa.Numeric(precision=12, scale=2), server_default='0', nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), server_default=sa.text('CURRENT_TIMESTAMP'), nullable=False),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['{parent}.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_{name}_name'), '{name}', ['name'], unique=False)"
    );
    let downgrade = format!(
        "op.drop_index(op.f('ix_{name}_name'), table_name='{name}')\n    op.drop_table('{name}')"
    );
    (upgrade, downgrade)
}

/// Returns an identifier that looks random and is the same in every run.
fn revision(number: usize) -> String {
    let mut bits = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    format!("{:012x}", (bits ^ (bits >> 31)) >> 16)
}
