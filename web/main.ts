import "uplot/dist/uPlot.min.css";
import "./style.css";
import { readAddress } from "./address.ts";
import { Playground } from "./playground.ts";

const page = document.getElementById("page");
if (page !== null) new Playground(await readAddress(location.hash)).open(page);
