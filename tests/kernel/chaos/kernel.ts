/** What a page loads: the product's own kernel. run.mjs bundles it by itself, so that every page has one of its own. */
export { openRoom } from "../../../static/src/kernel/room";
