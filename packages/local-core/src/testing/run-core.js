// Runs the built package in a process of its own, which a test kills. Arguments: the package, the data folder.
const [, , packageFolder, dataDir] = process.argv;

require(packageFolder)
  .startLocalCore({
    dataDir,
    agents: [{ name: 'support', apiKey: 'obx_test_killed' }],
    policies: {
      defaultDecision: 'allow',
      rules: [{ id: 'ask', on: 'ActivityStarted', decision: 'require_approval', reason: 'Look at it' }],
    },
  })
  .then(({ url }) => process.send(url));
