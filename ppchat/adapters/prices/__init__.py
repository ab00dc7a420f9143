"""What tokens cost: by the user's config, else by a package of prices, where it is installed."""
