import { element } from "../element.ts";
import { elementAt } from "../element-at.ts";
import type { MapWindow } from "../simulation/messages.ts";

/** Side of a cell when the whole host is shown, in CSS pixels. */
const CELL_PX = 4;
/** Frames shown at the closest zoom. */
const MIN_FRAMES = 256;
const HINT = "Zoom with + and −; move with the arrow keys or by dragging.";

/** Callbacks of a frame map. */
export interface FrameMapOptions {
  readonly colourOf: (cell: number) => readonly [red: number, green: number, blue: number];
  readonly onWindow: (window: MapWindow) => void;
  /** Describes the cell under the pointer or, after a key, the one in the middle. */
  readonly describe: (cell: number, firstFrame: number, frames: number) => string;
}

/**
 * A map of the host's frames, row by row, coloured by owner. The wheel, a pinch or + and − zoom; dragging or the arrow keys move. The map
 * requests only the visible range, so that millions of frames cost no more than thousands.
 */
export class FrameMap {
  readonly element = element("div", { class: "frame-map" });
  readonly #canvas = element("canvas", { tabindex: 0, role: "img" });
  readonly #words = element("p", { class: "faint" }, HINT);
  readonly #options: FrameMapOptions;
  #hostFrames = 1;
  /** Most cells across and down; when fewer frames are shown, cells are fewer and larger. */
  #columns = 1;
  #rows = 1;
  #window: MapWindow = { firstFrame: 0, frames: 1, cells: 1, columns: 1 };
  #cells: Uint16Array = new Uint16Array(1);
  #shown: MapWindow = this.#window;
  readonly #observer = new ResizeObserver(() => this.#fit());

  constructor(options: FrameMapOptions) {
    this.#options = options;
    const button = (title: string, name: string, act: () => void) =>
      element("button", { type: "button", "aria-label": name, click: act }, title);
    this.element.append(
      this.#canvas,
      element(
        "div",
        { class: "under" },
        this.#words,
        element(
          "div",
          { class: "buttons" },
          button("+", "Zoom in", () => this.#zoom(0.5, 0.5)),
          button("−", "Zoom out", () => this.#zoom(2, 0.5)),
          button("All", "All frames", () => this.#request(0, this.#hostFrames)),
        ),
      ),
    );
    this.#observer.observe(this.element);
    this.#listen();
  }

  /** Shows all frames of another host. */
  reset(hostFrames: number): void {
    this.#hostFrames = hostFrames;
    this.#window = { firstFrame: 0, frames: hostFrames, cells: 1, columns: 1 };
    this.#fit();
  }

  /** Draws the cells of a window, which may be an earlier one than the last requested. */
  draw(cells: Uint16Array, window: MapWindow): void {
    this.#cells = cells;
    this.#shown = window;
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    const across = window.columns;
    const down = Math.ceil(window.cells / across);
    if (this.#canvas.width !== across) this.#canvas.width = across;
    if (this.#canvas.height !== down) this.#canvas.height = down;
    const image = context.createImageData(across, down);
    const pixels = image.data;
    cells.subarray(0, across * down).forEach((cell, at) => {
      const [red, green, blue] = this.#options.colourOf(cell);
      pixels[4 * at] = red;
      pixels[4 * at + 1] = green;
      pixels[4 * at + 2] = blue;
      pixels[4 * at + 3] = 255;
    });
    context.putImageData(image, 0, 0);
  }

  /** Draws the same cells again after the colours have changed. */
  repaint(): void {
    this.draw(this.#cells, this.#shown);
  }

  /** Sets the map's description for screen readers. */
  label(text: string): void {
    this.#canvas.setAttribute("aria-label", text);
  }

  remove(): void {
    this.#observer.disconnect();
    this.element.remove();
  }

  #fit(): void {
    const width = this.element.clientWidth;
    if (width === 0) return;
    this.#columns = Math.max(16, Math.floor(width / CELL_PX));
    this.#rows = Math.max(16, Math.min(64, Math.ceil(this.#hostFrames / this.#columns)));
    this.#canvas.style.aspectRatio = `${this.#columns} / ${this.#rows}`;
    this.#request(this.#window.firstFrame, this.#window.frames);
  }

  #request(firstFrame: number, frames: number): void {
    const requested = Math.round(Math.min(this.#hostFrames, Math.max(Math.min(MIN_FRAMES, this.#hostFrames), frames)));
    // With one frame per cell, the window is rounded down to whole rows so that it fills the map.
    const { across, down } = gridOf(requested, this.#columns, this.#rows);
    const size = requested < this.#columns * this.#rows && requested < this.#hostFrames ? across * down : requested;
    const first = Math.round(Math.min(Math.max(0, firstFrame), this.#hostFrames - size));
    this.#window = {
      firstFrame: first,
      frames: size,
      cells: Math.min(size, this.#columns * this.#rows),
      columns: across,
    };
    // When the whole host is shown there is nothing to drag: a finger scrolls the page.
    this.#canvas.style.touchAction = size < this.#hostFrames ? "none" : "pan-y";
    this.#options.onWindow(this.#window);
  }

  /** Multiplies the number of visible frames by `factor`, keeping the frame at `around` (0 … 1 of the window) in place. */
  #zoom(factor: number, around: number): void {
    const { firstFrame, frames } = this.#window;
    const size = Math.min(this.#hostFrames, Math.max(MIN_FRAMES, frames * factor));
    this.#request(firstFrame + around * (frames - size), size);
  }

  #positionOf(event: { readonly clientX: number; readonly clientY: number }): number {
    const box = this.#canvas.getBoundingClientRect();
    const { width, height } = this.#canvas;
    const column = Math.floor(((event.clientX - box.left) / box.width) * width);
    const row = Math.floor(((event.clientY - box.top) / box.height) * height);
    return Math.min(1, Math.max(0, (row * width + column) / (width * height)));
  }

  #listen(): void {
    this.#listenToWheel();
    this.#listenToPointers();
    this.#canvas.addEventListener("dblclick", (event) => this.#zoom(0.25, this.#positionOf(event)));
    this.#canvas.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #listenToWheel(): void {
    const turned = (event: WheelEvent) => {
      if (!event.ctrlKey && document.activeElement !== this.#canvas) return;
      event.preventDefault();
      this.#zoom(event.deltaY > 0 ? 1.25 : 0.8, this.#positionOf(event));
    };
    this.#canvas.addEventListener("wheel", turned, { passive: false });
  }

  /** One pointer drags, two pinch. */
  #listenToPointers(): void {
    const canvas = this.#canvas;
    const pointers = new Map<number, PointerEvent>();
    let pinchPx = 0;
    let drag: { readonly y: number; readonly firstFrame: number } | null = null;
    const restart = () => {
      const [one, two] = [...pointers.values()];
      pinchPx = one === undefined || two === undefined ? 0 : distance(one, two);
      drag = one === undefined ? null : { y: one.clientY, firstFrame: this.#window.firstFrame };
    };
    canvas.addEventListener("pointerdown", (event) => {
      pointers.set(event.pointerId, event);
      canvas.setPointerCapture(event.pointerId);
      restart();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (pointers.has(event.pointerId)) pointers.set(event.pointerId, event);
      const [one, two] = [...pointers.values()];
      if (one !== undefined && two !== undefined) {
        const now = distance(one, two);
        if (now > 0 && pinchPx > 0) this.#zoom(pinchPx / now, this.#positionOf(one));
        pinchPx = now;
      } else if (drag !== null && this.#window.frames < this.#hostFrames) {
        const share = (drag.y - event.clientY) / canvas.getBoundingClientRect().height;
        this.#request(drag.firstFrame + share * this.#window.frames, this.#window.frames);
      }
      this.#describe(this.#positionOf(event));
    });
    for (const end of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(end, ({ pointerId }) => {
        pointers.delete(pointerId);
        restart();
      });
    }
  }

  #pressed(event: KeyboardEvent): void {
    const { firstFrame, frames } = this.#window;
    const moves: Record<string, () => void> = {
      "+": () => this.#zoom(0.5, 0.5),
      "=": () => this.#zoom(0.5, 0.5),
      "-": () => this.#zoom(2, 0.5),
      "0": () => this.#request(0, this.#hostFrames),
      ArrowDown: () => this.#request(firstFrame + frames / 4, frames),
      ArrowUp: () => this.#request(firstFrame - frames / 4, frames),
      Home: () => this.#request(0, frames),
      End: () => this.#request(this.#hostFrames, frames),
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move();
    this.#describe(0.5);
  }

  #describe(position: number): void {
    const { cells, firstFrame, frames } = this.#shown;
    const cell = Math.min(cells - 1, Math.floor(position * this.#canvas.width * this.#canvas.height));
    const from = firstFrame + Math.floor((cell * frames) / cells);
    const span = Math.max(1, Math.floor(frames / cells));
    this.#words.textContent = this.#options.describe(elementAt(this.#cells, cell), from, span);
  }
}

/** A grid of about the map's proportions with at most this many cells. */
function gridOf(cells: number, columns: number, rows: number): { readonly across: number; readonly down: number } {
  if (cells >= columns * rows) return { across: columns, down: rows };
  const across = Math.max(1, Math.min(cells, Math.round(Math.sqrt((cells * columns) / rows))));
  return { across, down: Math.max(1, Math.floor(cells / across)) };
}

function distance(one: PointerEvent, two: PointerEvent): number {
  return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
}
