// The same browser and the same number of workers as the other peers have.
module.exports = {
  fullyParallel: true,
  workers: Number(process.env.PEERS_WORKERS || 2),
  repeatEach: Number(process.env.PEERS_COPIES || 1),
  reporter: 'line',
  timeout: 120000,
  use: {
    launchOptions: {
      executablePath: process.env.PEERS_BROWSER,
      args: process.getuid && process.getuid() === 0 ? ['--no-sandbox'] : [],
    },
  },
};
