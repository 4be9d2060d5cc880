class _MakoUndefined:
    def __str__(self):
        raise NameError("Undefined")

    def __bool__(self):
        return False


UNDEFINED = _MakoUndefined()
STOP_RENDERING = ""


class _MakoContext:
    def __init__(self, data):
        self._data = dict(data)
        self._arguments = dict(data)
        self._buffers = [[]]
        self._data["capture"] = self._capture

    def _with(self, values):
        if not values:
            return self
        copy = _MakoContext.__new__(_MakoContext)
        copy._data = {**self._data, **values}
        copy._arguments = self._arguments
        copy._buffers = self._buffers
        return copy

    def get(self, name, default=None):
        if name in self._data:
            return self._data[name]
        import builtins

        return getattr(builtins, name, default)

    def __getitem__(self, name):
        value = self.get(name, UNDEFINED)
        if value is UNDEFINED:
            raise KeyError(name)
        return value

    def keys(self):
        return list(self._data)

    @property
    def kwargs(self):
        return dict(self._arguments)

    def write(self, text):
        self._buffers[-1].append(text)

    def writer(self):
        return self._buffers[-1].append

    def _begin(self):
        self._buffers.append([])

    def _end(self):
        return "".join(self._buffers.pop())

    def _capture(self, function, *arguments, **keywords):
        self._begin()
        try:
            function(*arguments, **keywords)
        finally:
            text = self._end()
        return text


class _MakoNamespace:
    def __init__(self, context, functions):
        self._context = context
        self._functions = functions

    def __getattr__(self, name):
        try:
            function = self._functions[name]
        except KeyError:
            raise AttributeError(f"The template has no member '{name}'") from None
        return lambda *arguments, **keywords: function(self._context, *arguments, **keywords)


class _MakoNoLoop:
    parent = None

    def __getattr__(self, name):
        raise RuntimeError("No loop context is established")


class _MakoLoop:
    def __init__(self, items, enclosing):
        self._items = items
        self._enclosing = enclosing
        self.parent = enclosing if isinstance(enclosing, _MakoLoop) else None
        self.index = 0

    def __iter__(self):
        for item in self._items:
            yield item
            self.index += 1

    def __len__(self):
        return len(self._items)

    @property
    def reverse_index(self):
        return len(self) - self.index - 1

    @property
    def first(self):
        return self.index == 0

    @property
    def last(self):
        return self.reverse_index == 0

    @property
    def odd(self):
        return self.index % 2 == 1

    @property
    def even(self):
        return not self.odd

    def cycle(self, *values):
        if not values:
            raise ValueError("You must provide values to cycle through")
        return values[self.index % len(values)]


class _MakoMarkup(str):
    def __html__(self):
        return self


def _mako_xml(text):
    for plain, entity in (
        ("&", "&amp;"),
        (">", "&gt;"),
        ("<", "&lt;"),
        ('"', "&#34;"),
        ("'", "&#39;"),
    ):
        text = text.replace(plain, entity)
    return text


def _mako_html(text):
    if hasattr(text, "__html__"):
        return _MakoMarkup(text.__html__())
    return _MakoMarkup(_mako_xml(str(text)))


def _mako_url(text):
    parts = []
    for byte in text.encode("utf8"):
        character = chr(byte)
        if byte < 128 and (character.isalnum() or character in "_.-~"):
            parts.append(character)
        elif character == " ":
            parts.append("+")
        else:
            parts.append("%%%02X" % byte)
    return "".join(parts)


def _mako_trim(text):
    return text.strip()


def _mako_entity(text):
    from html.entities import codepoint2name

    return str(text).translate({code: f"&{name};" for code, name in codepoint2name.items()})


def _mako_decode(encoding):
    def decode(value):
        if isinstance(value, bytes):
            return str(value, encoding=encoding)
        return str(value)

    return decode


def _mako_comma(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return ", ".join(value)


def _mako_variables(data):
    variables = {"comma": _mako_comma}
    for name, value in data.items():
        if type(value) is dict and list(value) == ["tuple"]:
            value = tuple(value["tuple"])
        variables[name] = value
    return variables
