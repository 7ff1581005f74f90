/**
 * Tallystick's own GATT service: never 0xFD6F, which stays Google's and Apple's. The characteristics count on in its first part, as GATT
 * profiles do.
 */
export const TAG_SERVICE_UUID = '7a11e000-5d1c-4e0b-9c0f-3a6b5e2f8d41';

/** Characteristic to which the phone writes chunks of frames (write with response). */
export const TAG_WRITE_UUID = '7a11e001-5d1c-4e0b-9c0f-3a6b5e2f8d41';

/** Characteristic by which the tag notifies chunks of frames. */
export const TAG_NOTIFY_UUID = '7a11e002-5d1c-4e0b-9c0f-3a6b5e2f8d41';
