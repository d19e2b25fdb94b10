"use strict";
// A finding that is chosen has its marks shown strong and the first of them brought into view; a mark chooses its finding.
(() => {
  const articles = [...document.querySelectorAll("article")];
  const marks = [...document.querySelectorAll("[data-findings]")];
  let at = -1;

  const of = (mark) => mark.dataset.findings.split(" ");
  const show = (element, smooth = true) => element && element.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "auto" });

  function choose(number, { jump = true, target = null, card = false, smooth = true } = {}) {
    at = number - 1;
    articles.forEach((article, i) => article.classList.toggle("on", i === at));
    marks.forEach((mark) => mark.classList.toggle("on", of(mark).includes(String(number))));
    const mine = marks.filter((mark) => mark.classList.contains("on"));
    const first = mine.find((mark) => mark.classList.contains("said")) || mine[0];
    if (card) show(articles[at], false); // two smooth scrolls at once would stop each other
    if (target) show(mine.find((mark) => target.contains(mark)) || target, smooth);
    else if (jump && matchMedia("(min-width: 70rem)").matches) show(first, smooth);
    history.replaceState(null, "", "#f" + number);
  }

  articles.forEach((article, i) =>
    article.addEventListener("click", (event) => {
      if (getSelection().toString()) return;
      const link = event.target.closest("a.place");
      if (link) event.preventDefault();
      choose(i + 1, { target: link && document.getElementById(link.getAttribute("href").slice(1)) });
    }));
  marks.forEach((mark) =>
    mark.addEventListener("click", () => {
      const held = of(mark).map(Number);
      const next = held[(held.indexOf(at + 1) + 1) % held.length];
      choose(next, { jump: false, card: true });
    }));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = articles.indexOf(document.activeElement);
    if (event.key === "Enter" && focused >= 0) choose(focused + 1);
    const step = { j: 1, k: -1 }[event.key];
    if (!step || !articles.length) return;
    choose(Math.min(Math.max(at + step, 0), articles.length - 1) + 1, { card: true });
  });
  const asked = /^#f(\d+)$/.exec(location.hash);
  if (asked && articles[asked[1] - 1]) choose(Number(asked[1]), { card: true, smooth: false });
  else if (articles.length && matchMedia("(min-width: 70rem)").matches) choose(1, { smooth: false });
})();
