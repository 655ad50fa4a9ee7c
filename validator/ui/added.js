// What the live page adds to the views of a report. A report leaves it as it is; live.js fills it in.

export const added = {
  ofBar: () => null, // in the bar, beside the verdict
  ofHit: () => null, // beside the copies of a hit
  ofExpectations: () => null, // below the expectations of a step
};
