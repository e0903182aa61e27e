describe('nothing in particular', () => {
  it('needs a session on both phones', () => {});
});
