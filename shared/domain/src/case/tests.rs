mod days;
mod moves;
mod properties;
mod rows;
mod silence;
mod tables;
