def include_name(name, type_, parent_names):
    if type_ == "enum":
        print(name, parent_names)
    return (type_, name) != ("enum", "by_name")


def include_object(item, name, type_, reflected, compare_to):
    if type_ == "enum":
        print(type(item).__name__, item.enums, name, reflected, compare_to and compare_to.enums)
    return (type_, name) != ("enum", "by_object")


def process_revision_directives(context, revision, directives):
    for script in directives:
        print(sorted(type(op).__name__ for op in script.upgrade_ops.ops))
        print([diff for diff in script.upgrade_ops.as_diffs() if diff[0] == "modify_enum"])


options = dict(
    compare_enums=True,
    include_name=include_name,
    include_object=include_object,
    process_revision_directives=process_revision_directives,
)
