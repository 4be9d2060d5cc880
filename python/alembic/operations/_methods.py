"""The methods by which scripts call registered operations."""

from inspect import Parameter, signature


def method_of(name, source):
    """Returns a method that passes on to a function.

    It has the function's own parameters, so that an error about arguments is of the name that
    scripts call, and `inspect.signature` tells what there is.
    """
    declared, passed, defaults = ["self"], ["self"], {}
    parameters = list(signature(source).parameters.values())
    if parameters and parameters[0].kind is not Parameter.VAR_POSITIONAL:
        # The operations object itself.
        del parameters[0]
    for parameter in parameters:
        word = parameter.name
        if parameter.kind is Parameter.VAR_POSITIONAL:
            word = "*" + word
        elif parameter.kind is Parameter.VAR_KEYWORD:
            word = "**" + word
        elif parameter.kind is Parameter.KEYWORD_ONLY:
            if not any(item.startswith("*") for item in declared):
                declared.append("*")
            passed.append(f"{word}={word}")
        if parameter.default is not Parameter.empty:
            defaults[f"_default_{word}"] = parameter.default
            declared.append(f"{word}=_default_{word}")
        else:
            declared.append(word)
        if parameter.kind is not Parameter.KEYWORD_ONLY:
            passed.append(word)
    names = {"_source": source, **defaults}
    text = f"def {name}({', '.join(declared)}): return _source({', '.join(passed)})"
    exec(compile(text, __name__, "exec"), names)
    method = names[name]
    method.__doc__ = source.__doc__
    return method
