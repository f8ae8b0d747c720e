"""What WCAG 2.2 AA asks of a page and a program can tell: axe-core's rules, and those that it does not have."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Each answers a list of what is wrong.
OWN = """() => {
  const problems = [];
  const name = (element) => `${element.tagName.toLowerCase()}#${element.id}.${element.className}`;
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !element.closest('[aria-hidden="true"]');
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);

  // 3.1.1, 3.1.2: the page says its language and which way it runs.
  const html = document.documentElement;
  if (!html.lang) problems.push('no lang');
  if (html.lang.startsWith('ar') !== (html.dir === 'rtl')) problems.push(`dir is ${html.dir} in ${html.lang}`);

  // brand.md: no text under 14 px, targets 44 px high (links in a sentence: 24, as 2.5.8 has it).
  for (const element of all('body *')) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (text && parseFloat(getComputedStyle(element).fontSize) < 14) problems.push(`small text: ${name(element)}`);
  }
  for (const target of all('button, .button, select, input:not([type=checkbox], [type=radio]), summary, [role=button]')) {
    const { height } = target.getBoundingClientRect();
    const least = target.matches('.inline') ? 24 : 44;
    if (height < least - 0.5) problems.push(`a target of ${height} px: ${name(target)}`);
  }
  // 1.4.10: nothing to scroll sideways for.
  if (html.scrollWidth > html.clientWidth) problems.push(`${html.scrollWidth} px wide on ${html.clientWidth}`);

  // 3.3.1, 1.3.1: what is wrong is said by the field that it is wrong with, and labels and messages exist.
  for (const element of document.querySelectorAll('[aria-describedby], [aria-labelledby], [aria-controls]')) {
    for (const attribute of ['aria-describedby', 'aria-labelledby', 'aria-controls']) {
      for (const id of (element.getAttribute(attribute) || '').split(' ').filter(Boolean)) {
        if (!document.getElementById(id)) problems.push(`${name(element)} ${attribute} ${id}, which is not there`);
      }
    }
  }
  for (const message of all('.error.itemLevel')) {
    const id = message.id;
    if (id && !document.querySelector(`[aria-describedby~="${id}"]`)) problems.push(`no field says ${id}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => problems.push(`two elements are #${id}`));
  return problems;
}"""

# 2.4.7, 2.4.11, 2.1.2, 2.4.3: with Tab to every control and out again, in the order of the page, each with a ring that
# is seen and under nothing else.
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const middle = [box.left + box.width / 2, box.top + box.height / 2];
  const at = document.elementFromPoint(...middle);
  const order = [...document.querySelectorAll('*')].indexOf(element);
  const isDate = element.matches('input[type=date]');
  return {
    isDate, name: `${element.tagName.toLowerCase()}#${element.id}`, order,
    ring: isDate || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    isCovered: at !== null && at !== element && !element.contains(at) && !at.contains(element),
  };
}"""


def problems_of(page):
    """What is wrong with the page as it is now; empty: nothing."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    problems = []
    for violation in found.response["violations"]:
        for node in violation["nodes"]:
            problems.append(f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}")
    return problems + page.evaluate(OWN)


def problems_of_keyboard(page, most=120):
    """Goes through the page with Tab."""
    page.evaluate("document.activeElement && document.activeElement.blur(); window.getSelection().removeAllRanges()")
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    problems, seen = [], []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (len(seen) > 1 and stop["order"] == seen[0]["order"]):
            break
        # The parts of a date are stops of one element, with rings of the browser's own.
        is_part = stop["isDate"] and seen and stop["order"] == seen[-1]["order"]
        if seen and stop["order"] <= seen[-1]["order"] and not is_part:
            problems.append(f"{stop['name']} comes after {seen[-1]['name']}")
        if not stop["ring"]:
            problems.append(f"no ring round {stop['name']}")
        if stop["isCovered"]:
            problems.append(f"something covers {stop['name']}")
        seen.append(stop)
    else:
        problems.append(f"{most} times Tab, and no end")
    return problems
