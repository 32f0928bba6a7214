import { element } from "../element.ts";
import type { MapWindow } from "../simulation/messages.ts";

/** Side of a cell on the screen when the whole host is seen, in CSS pixels. */
const CELL = 4;
const LEAST_FRAMES = 256;
const HINT = "+ and − look closer and from further away, the arrow keys and dragging move.";

/** How a map asks for what it shows. */
export interface FrameMapOptions {
  readonly colourOf: (cell: number) => readonly [red: number, green: number, blue: number];
  readonly onWindow: (window: MapWindow) => void;
  /** Says in words what is under the pointer or the keyboard's cursor. */
  readonly describe: (cell: number, firstFrame: number, frames: number) => string;
}

/**
 * A picture of the host's frames, row by row, a colour an owner. The wheel, a pinch or + and − zoom, dragging or the arrow
 * keys move: only the stretch that is seen is asked for, so that millions of frames cost no more than thousands.
 */
export class FrameMap {
  readonly element = element("div", { class: "frame-map" });
  readonly #canvas = element("canvas", { tabindex: 0, role: "img" });
  readonly #words = element("p", { class: "faint" }, HINT);
  readonly #options: FrameMapOptions;
  #hostFrames = 1;
  /** Places for cells across and down; where fewer frames are seen than there are places, cells are fewer and larger. */
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
          button("+", "Look closer at the frames", () => this.#zoom(0.5, 0.5)),
          button("−", "Look at more frames", () => this.#zoom(2, 0.5)),
          button("All", "All frames", () => this.#ask(0, this.#hostFrames)),
        ),
      ),
    );
    this.#observer.observe(this.element);
    this.#listen();
  }

  /** Shows another host, all of it. */
  reset(hostFrames: number): void {
    this.#hostFrames = hostFrames;
    this.#window = { firstFrame: 0, frames: hostFrames, cells: 1, columns: 1 };
    this.#fit();
  }

  /** Draws what was asked for, or what is still on its way from an earlier wish. */
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
    const count = Math.min(cells.length, across * down);
    for (let at = 0; at < count; at++) {
      const [red, green, blue] = this.#options.colourOf(cells[at] ?? 0);
      pixels[4 * at] = red;
      pixels[4 * at + 1] = green;
      pixels[4 * at + 2] = blue;
      pixels[4 * at + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }

  /** Draws the same again, when colours have changed. */
  repaint(): void {
    this.draw(this.#cells, this.#shown);
  }

  /** A name for what is seen, for those who do not see it. */
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
    this.#columns = Math.max(16, Math.floor(width / CELL));
    this.#rows = Math.max(16, Math.min(64, Math.ceil(this.#hostFrames / this.#columns)));
    this.#canvas.style.aspectRatio = `${this.#columns} / ${this.#rows}`;
    this.#ask(this.#window.firstFrame, this.#window.frames);
  }

  #ask(firstFrame: number, frames: number): void {
    const wished = Math.round(Math.min(this.#hostFrames, Math.max(Math.min(LEAST_FRAMES, this.#hostFrames), frames)));
    // Where a frame is a cell the map is filled by whole rows of them.
    const { across, down } = gridOf(wished, this.#columns, this.#rows);
    const size = wished < this.#columns * this.#rows && wished < this.#hostFrames ? across * down : wished;
    const first = Math.round(Math.min(Math.max(0, firstFrame), this.#hostFrames - size));
    this.#window = {
      firstFrame: first,
      frames: size,
      cells: Math.min(size, this.#columns * this.#rows),
      columns: across,
    };
    // A finger moves the page while there is nothing to move in the map.
    this.#canvas.style.touchAction = size < this.#hostFrames ? "none" : "pan-y";
    this.#options.onWindow(this.#window);
  }

  /** Makes what is seen larger or smaller around a place of it, 0 … 1. */
  #zoom(factor: number, around: number): void {
    const { firstFrame, frames } = this.#window;
    const size = Math.min(this.#hostFrames, Math.max(LEAST_FRAMES, frames * factor));
    this.#ask(firstFrame + around * (frames - size), size);
  }

  #place(event: { readonly clientX: number; readonly clientY: number }): number {
    const box = this.#canvas.getBoundingClientRect();
    const { width, height } = this.#canvas;
    const column = Math.floor(((event.clientX - box.left) / box.width) * width);
    const row = Math.floor(((event.clientY - box.top) / box.height) * height);
    return Math.min(1, Math.max(0, (row * width + column) / (width * height)));
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && document.activeElement !== canvas) return;
        event.preventDefault();
        this.#zoom(event.deltaY > 0 ? 1.25 : 0.8, this.#place(event));
      },
      { passive: false },
    );
    const fingers = new Map<number, PointerEvent>();
    let apart = 0;
    let grip: { readonly y: number; readonly firstFrame: number } | null = null;
    const hold = () => {
      const [one, two] = [...fingers.values()];
      apart = one === undefined || two === undefined ? 0 : distance(one, two);
      grip = one === undefined ? null : { y: one.clientY, firstFrame: this.#window.firstFrame };
    };
    canvas.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, event);
      canvas.setPointerCapture(event.pointerId);
      hold();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (fingers.has(event.pointerId)) fingers.set(event.pointerId, event);
      const [one, two] = [...fingers.values()];
      if (one !== undefined && two !== undefined) {
        const now = distance(one, two);
        if (now > 0 && apart > 0) this.#zoom(apart / now, this.#place(one));
        apart = now;
      } else if (grip !== null && this.#window.frames < this.#hostFrames) {
        const share = (grip.y - event.clientY) / canvas.getBoundingClientRect().height;
        this.#ask(grip.firstFrame + share * this.#window.frames, this.#window.frames);
      }
      this.#tell(this.#place(event));
    });
    for (const end of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(end, ({ pointerId }) => {
        fingers.delete(pointerId);
        hold();
      });
    }
    canvas.addEventListener("dblclick", (event) => this.#zoom(0.25, this.#place(event)));
    canvas.addEventListener("keydown", (event) => {
      const { firstFrame, frames } = this.#window;
      const moves: Record<string, () => void> = {
        "+": () => this.#zoom(0.5, 0.5),
        "=": () => this.#zoom(0.5, 0.5),
        "-": () => this.#zoom(2, 0.5),
        "0": () => this.#ask(0, this.#hostFrames),
        ArrowDown: () => this.#ask(firstFrame + frames / 4, frames),
        ArrowUp: () => this.#ask(firstFrame - frames / 4, frames),
        Home: () => this.#ask(0, frames),
        End: () => this.#ask(this.#hostFrames, frames),
      };
      const move = moves[event.key];
      if (move === undefined || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      move();
      this.#tell(0.5);
    });
  }

  #tell(place: number): void {
    const { cells, firstFrame, frames } = this.#shown;
    const cell = Math.min(cells - 1, Math.floor(place * this.#canvas.width * this.#canvas.height));
    const from = firstFrame + Math.floor((cell * frames) / cells);
    const span = Math.max(1, Math.floor(frames / cells));
    this.#words.textContent = this.#options.describe(this.#cells[cell] ?? 0, from, span);
  }
}

/** So many cells as a grid of the map's proportions, with no more places than there are cells unless it is full. */
function gridOf(cells: number, columns: number, rows: number): { readonly across: number; readonly down: number } {
  if (cells >= columns * rows) return { across: columns, down: rows };
  const across = Math.max(1, Math.min(cells, Math.round(Math.sqrt((cells * columns) / rows))));
  return { across, down: Math.max(1, Math.floor(cells / across)) };
}

function distance(one: PointerEvent, two: PointerEvent): number {
  return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
}
