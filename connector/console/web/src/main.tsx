import { render } from "preact";
import { follow } from "./changes";
import "./style.css";
import { Shell } from "./ui/shell";

follow();
render(<Shell />, document.getElementById("app")!);
