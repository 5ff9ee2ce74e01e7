mod corrections;
mod days;
mod moves;
mod notices;
mod properties;
mod rows;
mod silence;
mod tables;
