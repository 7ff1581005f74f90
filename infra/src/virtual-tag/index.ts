/** Companion tags without hardware: emulated in a browser's Bluetooth, with an air that carries broadcasts between browsers. */
export { Air, type Airborne } from './air.ts';
export { answerChoosers } from './chooser.ts';
export { createTagClock, type TagClock } from './tag-clock.ts';
export { createVirtualTag, type Overheard, type VirtualTag, type VirtualTagOptions } from './virtual-tag.ts';
