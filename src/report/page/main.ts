import { drawFigures } from "../figure/chart.ts";
import type { FigureSheet } from "../figure/figure.ts";

// The script of a report: it draws what the page carries with it.
const data = document.getElementById("figures")?.textContent ?? "";
const place = document.getElementById("charts");
if (place !== null) drawFigures(place, JSON.parse(data) as FigureSheet);
