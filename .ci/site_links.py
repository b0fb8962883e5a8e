"""A hook of mkdocs: what a page links outside of docs/ is shown, and is no link on the site."""
import re
from posixpath import dirname, join, normpath

LINK = re.compile(r"\[([^\]]*)\]\(([^)#\s]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown, page, **_):
    def rewrite(match):
        text, target, _anchor = match.groups()
        outside = normpath(join(dirname(page.file.src_path), target)).startswith("..")
        return text if outside and "://" not in target else match.group(0)

    return LINK.sub(rewrite, markdown)
