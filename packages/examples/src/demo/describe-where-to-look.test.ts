import { describeWhereToLook } from './describe-where-to-look';

const server = { address: '127.0.0.1:7233', namespace: 'default' };

describe('describeWhereToLook', () => {
  it('gives the page of the run', () => {
    expect(describeWhereToLook({ ...server, uiUrl: 'http://ui' }, 'w', 'r')).toBe(
      'http://ui/namespaces/default/workflows/w/r',
    );
  });

  it('gives a command where there are no pages', () => {
    expect(describeWhereToLook(server, 'w', 'r')).toBe(
      'temporal workflow show --address 127.0.0.1:7233 --namespace default --workflow-id w',
    );
  });
});
