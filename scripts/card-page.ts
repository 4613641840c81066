import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const PAGE = `<!doctype html><html><head><meta charset="utf-8"><style>
  body { margin: 0; padding: 16px; background: #f5f5f5; }
  #card { background: #fff; border: 1px solid #e0e0e0; border-radius: 6px; overflow: hidden; }
  .ac-pushButton {
    padding: 6px 12px; border: 1px solid #d1d1d1; border-radius: 4px; background: #fff;
    font: 600 14px 'Open Sans', 'Segoe UI', sans-serif;
  }
</style></head><body><div id="card"></div><script>
  const colours = (value) => ({ default: value, subtle: value });
  const container = (backgroundColor) => ({
    backgroundColor,
    foregroundColors: {
      default: colours('#242424'), accent: colours('#0f6cbd'), good: colours('#0e700e'),
      warning: colours('#835c00'), attention: colours('#b10e1c'),
    },
  });
  window.renderCard = (json) => {
    const { AdaptiveCard, HostConfig } = window.AdaptiveCards;
    AdaptiveCard.onProcessMarkdown = (text, result) => {
      result.outputHtml = '<span data-markdown></span>';
      result.didProcess = true;
    };
    const card = new AdaptiveCard();
    card.hostConfig = new HostConfig({
      fontFamily: "'Open Sans', 'Segoe UI', sans-serif",
      spacing: { small: 4, default: 8, medium: 12, large: 20, extraLarge: 30, padding: 16 },
      containerStyles: {
        default: container('#ffffff'), emphasis: container('#f0f0f0'), accent: container('#ebf3fc'),
        good: container('#dff6dd'), warning: container('#fff4ce'), attention: container('#fde7e9'),
      },
      actions: { actionsOrientation: 'horizontal', actionAlignment: 'left', spacing: 'medium', buttonSpacing: 8 },
    });
    card.parse(json);
    document.getElementById('card').replaceChildren(card.render());
    return card.validateProperties().validationEvents.map((event) => event.message);
  };
</script></body></html>`;

/**
 * Shows an Adaptive Card as a Teams channel would, by the `adaptivecards` renderer. Whatever that takes for Markdown becomes an element
 * with `data-markdown`.
 *
 * @returns what the renderer finds wrong with the card.
 */
export async function showCard(page: Page, card: unknown): Promise<readonly string[]> {
  await page.setContent(PAGE);
  await page.addScriptTag({ path: fileURLToPath(import.meta.resolve('adaptivecards/dist/adaptivecards.min.js')) });
  return page.evaluate(`renderCard(${JSON.stringify(card)})`);
}
