"""${message}"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
# ende: ä


def upgrade():
    ${upgrades if upgrades else "print('läuft')"}


def downgrade():
    ${downgrades if downgrades else "pass"}
