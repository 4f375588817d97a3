import { ignoredUrlMatcher } from './ignored-urls';

describe('ignoredUrlMatcher', () => {
  // covers: 130, W47, W76
  it.each<[string, string, boolean]>([
    ['https://core.openbox.ai', 'https://core.openbox.ai/api/v1/governance/evaluate', true],
    ['https://core.openbox.ai/', 'https://core.openbox.ai', true],
    ['https://core.openbox.ai', 'HTTPS://CORE.OpenBox.AI:443/x?y#z', true],
    ['https://core.openbox.ai:443', 'https://core.openbox.ai/x', true],
    ['http://core.local:80', 'http://core.local/x', true],
    ['https://core.openbox.ai', 'https://core.openbox.ai.evil.com/x', false],
    ['https://core.openbox.ai', 'https://core.openbox.ai@evil.com/x', false],
    ['https://core.openbox.ai', 'https://core.openbox.ai:4430/x', false],
    ['https://core.openbox.ai', 'http://core.openbox.ai/x', false],
    ['https://core.openbox.ai', 'https://sub.core.openbox.ai/x', false],
    ['http://localhost', 'http://localhost:8080/x', false],
    ['http://localhost:8086', 'http://localhost:8086/x', true],
    ['http://localhost:8086', 'http://127.0.0.1:8086/x', false],
    ['http://[::1]:8086', 'http://[0:0:0:0:0:0:0:1]:8086/x', true],
    ['https://host/openbox', 'https://host/openbox', true],
    ['https://host/openbox', 'https://host/openbox/api', true],
    ['https://host/openbox/', 'https://host/openbox/api', true],
    ['https://host/openbox', 'https://host/openbox?x', true],
    ['https://host/openbox', 'https://host/openboxes', false],
    ['https://host/openbox', 'https://host/openbox/../other', false],
    ['https://host/openbox', 'https://host/other', false],
    ['https://host', 'not a url', false],
    ['https://host', '/relative', false],
  ])('%s and %s: %p', (ignored, url, matches) => {
    expect(ignoredUrlMatcher([ignored])(url)).toBe(matches);
  });

  it('matches nothing where nothing is ignored', () => {
    expect(ignoredUrlMatcher([])('https://core.openbox.ai')).toBe(false);
  });
});
