/** The schedule of the check where the settings name none: NCRONTAB, in a file that nothing else is loaded with. */
export const EVERY_FIVE_MINUTES = '0 */5 * * * *';
