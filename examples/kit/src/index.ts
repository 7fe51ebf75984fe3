export { choice, flag, number, path, type NumberOptions, type Option } from "./options.ts";
export {
  defineCommand,
  defineExample,
  type Command,
  type Example,
  type ExampleContext,
  type ExampleResult,
  type Json,
  type Main,
  type Metrics,
} from "./run-example.ts";
export { UsageError } from "./usage-error.ts";
export { startProgress, type Progress, type ProgressOptions } from "./progress.ts";
export { formatTable, type Table } from "./table.ts";
export { arrangeFigures, type Axis, type FigureOptions } from "./figures/frame.ts";
export { lineChart, type Level, type LineChartOptions, type LineSeries } from "./figures/line-chart.ts";
export {
  arenaPlot,
  arenaShape,
  type ArenaPath,
  type ArenaPlotOptions,
  type ArenaPoints,
} from "./figures/arena-plot.ts";
export { histogram, type HistogramOptions } from "./figures/histogram.ts";
export { barChart, type Bar, type BarChartOptions } from "./figures/bar-chart.ts";
export { polarGallery, type PolarGalleryOptions } from "./figures/polar-gallery.ts";
export { mapImage, type MapColors } from "./figures/map-image.ts";
export { mapGallery, type MapGalleryOptions } from "./figures/map-gallery.ts";
export { decodeDigits, decodeIdx, readMnist, type Digits, type IdxBytes, type Mnist } from "./mnist.ts";
